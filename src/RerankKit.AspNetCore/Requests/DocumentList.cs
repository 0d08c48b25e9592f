using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;

namespace RerankKit.AspNetCore;

/// <summary>The documents of a request: texts, or objects whose texts are found when the whole body is read.</summary>
internal sealed class DocumentList(string name)
{
    private const int UsualCount = 64;

    private static readonly string[] UsualFields = ["text"];

    private RerankCandidate[] _documents = [];
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
            list._documents = [list.ReadOne(ref reader, 0)];
            return list;
        }

        // How many there are is known in the end; nobody keeps what they are gathered in.
        RerankCandidate[] gathered = ArrayPool<RerankCandidate>.Shared.Rent(UsualCount);
        int count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (count == maxDocuments)
            {
                throw TooMany(ref reader, name, maxDocuments);
            }

            if (count == gathered.Length)
            {
                RerankCandidate[] more = ArrayPool<RerankCandidate>.Shared.Rent(2 * count);
                gathered.CopyTo(more, 0);
                ArrayPool<RerankCandidate>.Shared.Return(gathered, clearArray: true);
                gathered = more;
            }

            gathered[count] = list.ReadOne(ref reader, count);
            count++;
        }

        list._documents = gathered[..count];
        ArrayPool<RerankCandidate>.Shared.Return(gathered, clearArray: true);
        return list;
    }

    /// <summary>Finds the texts of documents that are objects.</summary>
    /// <param name="fields">The members that are read, in this order, a line each; null for <c>text</c>.</param>
    /// <exception cref="RerankProblem">An object has none of them.</exception>
    public void Resolve(IReadOnlyList<string>? fields)
    {
        for (int i = 0; _hasObjects && i < _documents.Length; i++)
        {
            if (_documents[i].Item is JsonElement document)
            {
                _documents[i] = _documents[i] with { Text = TextOf(document, fields ?? UsualFields, i) };
            }
        }
    }

    private RerankCandidate ReadOne(ref Utf8JsonReader reader, int index)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return new(reader.GetString()!);
            case JsonTokenType.StartObject:
                // The parser looks only into the texts that are asked for; what comes back to the client has to be valid all over.
                JsonElement document = JsonElement.ParseValue(ref reader);
                _hasObjects = true;
                return Utf8.IsValid(JsonMarshal.GetRawUtf8Value(document)) ? new("") { Item = document } : throw new JsonException();
            default:
                throw new RerankProblem(ProblemKind.Invalid, Invariant($"'{Name}' has at {index} something else than a text or an object."), Name);
        }
    }

    // Nothing of what is too much is kept; the rest has to be JSON still.
    private static RerankProblem TooMany(ref Utf8JsonReader reader, string name, int maxDocuments)
    {
        int count = maxDocuments;
        do
        {
            count++;
            reader.Skip();
        }
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray);
        return new(ProblemKind.OverLimit, Invariant($"batch size {count} > maximum allowed batch size {maxDocuments}: send '{name}' in parts."), name);
    }

    private string TextOf(JsonElement document, IReadOnlyList<string> fields, int index)
    {
        string? text = null;
        foreach (string field in fields)
        {
            if (document.TryGetProperty(field, out JsonElement value) && value.ValueKind == JsonValueKind.String)
            {
                text = text is null ? value.GetString() : $"{text}\n{value.GetString()}";
            }
        }

        return text ?? throw new RerankProblem(ProblemKind.Invalid, Invariant($"'{Name}' has at {index} an object without a text: give it a member 'text', or name its members in 'rank_fields'."), Name);
    }
}
