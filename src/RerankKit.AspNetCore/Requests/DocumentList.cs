using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;

namespace RerankKit.AspNetCore;

/// <summary>The documents of a request: texts, or objects whose texts are found when the whole body is read.</summary>
internal sealed class DocumentList(string name)
{
    private readonly List<RerankCandidate> _documents = [];
    private bool _hasObjects;

    /// <summary>What the body calls them.</summary>
    public string Name => name;

    public IReadOnlyList<RerankCandidate> Documents => _documents;

    /// <summary>Reads a list, or a single document.</summary>
    /// <exception cref="RerankProblem">It is something else, or there are too many.</exception>
    public static DocumentList Read(ref Utf8JsonReader reader, string name, int maxDocuments)
    {
        var list = new DocumentList(name);
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            list.ReadOne(ref reader);
            return list;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (list._documents.Count == maxDocuments)
            {
                // Nothing of what is too much is kept; the rest has to be JSON still.
                int count = maxDocuments;
                do
                {
                    count++;
                    reader.Skip();
                }
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray);
                throw new RerankProblem(ProblemKind.OverLimit, Invariant($"batch size {count} > maximum allowed batch size {maxDocuments}: send '{name}' in parts."), name);
            }

            list.ReadOne(ref reader);
        }

        return list;
    }

    /// <summary>Finds the texts of documents that are objects.</summary>
    /// <param name="fields">The members that are read, in this order, a line each; null for <c>text</c>.</param>
    /// <exception cref="RerankProblem">An object has none of them.</exception>
    public void Resolve(IReadOnlyList<string>? fields)
    {
        for (int i = 0; _hasObjects && i < _documents.Count; i++)
        {
            if (_documents[i].Item is JsonElement document)
            {
                _documents[i] = _documents[i] with { Text = TextOf(document, fields ?? ["text"], i) };
            }
        }
    }

    private void ReadOne(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            _documents.Add(new(reader.GetString()!));
        }
        else if (reader.TokenType == JsonTokenType.StartObject)
        {
            JsonElement document = JsonElement.ParseValue(ref reader);

            // The parser looks only into the texts that are asked for; what comes back to the client has to be valid all over.
            _documents.Add(Utf8.IsValid(JsonMarshal.GetRawUtf8Value(document)) ? new("") { Item = document } : throw new JsonException());
            _hasObjects = true;
        }
        else
        {
            throw new RerankProblem(ProblemKind.Invalid, Invariant($"'{Name}' has at {_documents.Count} something else than a text or an object."), Name);
        }
    }

    private string TextOf(JsonElement document, IReadOnlyList<string> fields, int index)
    {
        string[] texts = [.. fields
            .Select(field => document.TryGetProperty(field, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null)
            .OfType<string>()];
        return texts.Length > 0 ? string.Join('\n', texts)
            : throw new RerankProblem(ProblemKind.Invalid, Invariant($"'{Name}' has at {index} an object without a text: give it a member 'text', or name its members in 'rank_fields'."), Name);
    }
}
