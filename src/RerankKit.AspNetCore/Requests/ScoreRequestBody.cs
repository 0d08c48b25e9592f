using System.Text.Json;

namespace RerankKit.AspNetCore;

/// <summary>What the body of a request to score pairs says: one query for all documents, or as many as there are documents.</summary>
internal sealed class ScoreRequestBody
{
    public string? Model { get; private set; }

    public DocumentList? Queries { get; private set; }

    public DocumentList? Documents { get; private set; }

    public bool IsRaw { get; private set; }

    /// <summary>Reads a body.</summary>
    /// <exception cref="RerankProblem">A member has a type or a value that is not taken.</exception>
    /// <exception cref="JsonException">The body is no JSON.</exception>
    public static ScoreRequestBody Read(ref Utf8JsonReader reader, int maxDocuments)
    {
        var body = new ScoreRequestBody();
        BodyMembers.Begin(ref reader);
        var members = new BodyMembers();
        while (members.Next(ref reader))
        {
            switch (members.Name)
            {
                case "text_1" or "data_1" or "queries": body.Queries = DocumentList.Read(ref reader, members.Name, maxDocuments); break;
                case "text_2" or "data_2" or "documents" or "items": body.Documents = DocumentList.Read(ref reader, members.Name, maxDocuments); break;
                case "model": body.Model = members.TextOrNull(ref reader); break;
                case "use_activation": body.IsRaw = !members.Boolean(ref reader, otherwise: true); break;
                case "truncate_prompt_tokens": members.Only(ref reader, -1); break;
                case "truncation_side": members.Only(ref reader, "right"); break;
                default: reader.Skip(); break;
            }
        }

        body.Queries?.Resolve(fields: null);
        body.Documents?.Resolve(fields: null);
        return body;
    }
}
