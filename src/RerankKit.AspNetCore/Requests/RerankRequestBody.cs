using System.Text.Json;

namespace RerankKit.AspNetCore;

/// <summary>What the body of a request to rank says, whatever its dialect. Members that no dialect has are passed over, as the services do; those that are known and not served are refused by name.</summary>
internal sealed class RerankRequestBody
{
    public string? Model { get; private set; }

    public string? Query { get; private set; }

    public DocumentList? Documents { get; private set; }

    public DocumentList? Texts { get; private set; }

    public int? TopN { get; private set; }

    public bool ReturnsDocuments { get; private set; }

    public int? MaxTokensPerDocument { get; private set; }

    /// <summary>Whether documents that are too long are cut, and no error.</summary>
    public bool Truncates { get; private set; } = true;

    public bool IsRaw { get; private set; }

    public bool HasMemberOfVllm { get; private set; }

    private IReadOnlyList<string>? RankFields { get; set; }

    /// <summary>Reads a body.</summary>
    /// <exception cref="RerankProblem">A member has a type or a value that is not taken.</exception>
    /// <exception cref="JsonException">The body is no JSON.</exception>
    public static RerankRequestBody Read(ref Utf8JsonReader reader, int maxDocuments)
    {
        var body = new RerankRequestBody();
        BodyMembers.Begin(ref reader);
        var members = new BodyMembers();
        while (members.Next(ref reader))
        {
            body.ReadMember(ref reader, members, maxDocuments);
        }

        body.Documents?.Resolve(body.RankFields);
        return body;
    }

    private void ReadMember(ref Utf8JsonReader reader, BodyMembers members, int maxDocuments)
    {
        switch (members.Name)
        {
            case "query": Query = members.Text(ref reader); break;
            case "model": Model = members.TextOrNull(ref reader); break;
            case "documents": Documents = DocumentList.Read(ref reader, "documents", maxDocuments); break;
            case "texts": Texts = DocumentList.Read(ref reader, "texts", maxDocuments); break;
            case "top_n": TopN = members.Int32(ref reader, smallest: 0); break;
            case "max_tokens_per_doc": MaxTokensPerDocument = members.Int32(ref reader, smallest: 1); break;
            case "max_chunks_per_doc": members.Only(ref reader, 1); break;
            case "priority": members.Only(ref reader, 0); break;
            case "rank_fields": RankFields = members.Texts(ref reader); break;
            case "return_documents" or "return_text": ReturnsDocuments |= members.Boolean(ref reader, otherwise: false); break;
            case "raw_scores": IsRaw |= members.Boolean(ref reader, otherwise: false); break;
            case "truncate": Truncates = members.Boolean(ref reader, otherwise: true); break;
            case "truncation_direction": members.Only(ref reader, "right"); break;
            case "use_activation":
                IsRaw |= !members.Boolean(ref reader, otherwise: true);
                HasMemberOfVllm = true;
                break;
            case "truncate_prompt_tokens":
                members.Only(ref reader, -1);
                HasMemberOfVllm = true;
                break;
            case "truncation_side":
                members.Only(ref reader, "right");
                HasMemberOfVllm = true;
                break;
            default: reader.Skip(); break;
        }
    }
}
