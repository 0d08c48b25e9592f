using System.Buffers;

namespace RerankKit.Remote;

/// <summary>One request for vectors: <c>[texts][tokens][dimension]</c> comes back.</summary>
internal sealed class EncodeExchange(Uri address, RerankCandidate[] texts, int dimension, bool normalize, bool truncate)
    : RemoteExchange(address, "", texts), IDisposable
{
    public override PooledBuffer Body { get; } = PooledBuffer.Of(new()
    {
        ["inputs"] = new JsonArray([.. texts.Select(static text => (JsonNode?)text.Text)]),
        ["truncate"] = truncate,
    });

    /// <summary>One per text, once there is an answer.</summary>
    public TokenVectors[] Vectors { get; } = new TokenVectors[texts.Length];

    public override string? Read(ReadOnlyMemory<byte> json, HttpResponseMessage response)
    {
        var reader = new Utf8JsonReader(json.Span);
        try
        {
            return Read(ref reader);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            return Invariant($"no JSON numbers at byte {reader.BytesConsumed}");
        }
    }

    public void Dispose() => Body.Dispose();

    private string? Read(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
        {
            return "it is no list";
        }

        int text = 0;
        var values = new ArrayBufferWriter<float>(dimension * 32);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartArray || text == Candidates.Count)
            {
                return text == Candidates.Count ? "it has more lists than there are texts" : "a text's vectors are no list";
            }

            values.ResetWrittenCount();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (ReadVector(ref reader, values) is string problem)
                {
                    return problem;
                }
            }

            Vectors[text++] = new(values.WrittenSpan.ToArray(), dimension) { TokenCount = values.WrittenCount / dimension };
        }

        // Trailing text would be no JSON.
        reader.Read();
        return text == Candidates.Count ? null : Invariant($"it has {text} lists for {Candidates.Count} texts");
    }

    private string? ReadVector(ref Utf8JsonReader reader, ArrayBufferWriter<float> values)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return "a vector is no list";
        }

        Span<float> vector = values.GetSpan(dimension)[..dimension];
        int count = 0;
        double squares = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType is JsonTokenType.Null || (reader.TokenType is JsonTokenType.String && reader.ValueSpan.IsEmpty))
            {
                return "a number in a vector is not finite";
            }

            float value = count < dimension ? reader.GetSingle() : 0;
            if (count >= dimension || !float.IsFinite(value))
            {
                return count >= dimension ? WrongDimension(">" + dimension.ToString(CultureInfo.InvariantCulture)) : "a number is too large";
            }

            vector[count++] = value;
            squares += (double)value * value;
        }

        if (count != dimension)
        {
            return WrongDimension(count.ToString(CultureInfo.InvariantCulture));
        }

        if (normalize && squares > 0)
        {
            float scale = (float)(1 / Math.Sqrt(squares));
            foreach (ref float value in vector)
            {
                value *= scale;
            }
        }

        values.Advance(dimension);
        return null;
    }

    private string WrongDimension(string count) =>
        Invariant($"a vector has {count} numbers where Dimension is {dimension}");
}
