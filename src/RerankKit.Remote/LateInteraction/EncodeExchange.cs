using System.Buffers;
using System.Text.Encodings.Web;

namespace RerankKit.Remote;

/// <summary>One request for vectors: <c>[texts][tokens][dimension]</c> comes back.</summary>
internal sealed class EncodeExchange : RemoteExchange, IDisposable
{
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private readonly RerankCandidate[] _texts;
    private readonly int _dimension;
    private readonly bool _normalize;

    public EncodeExchange(Uri address, RerankCandidate[] texts, int dimension, bool normalize, bool truncate)
    {
        Address = address;
        _texts = texts;
        _dimension = dimension;
        _normalize = normalize;
        Vectors = new TokenVectors[texts.Length];
        Body = new(1024);
        using var writer = new Utf8JsonWriter(Body, WriterOptions);
        writer.WriteStartObject();
        writer.WriteStartArray("inputs"u8);
        foreach (RerankCandidate text in texts)
        {
            writer.WriteStringValue(text.Text);
        }

        writer.WriteEndArray();
        writer.WriteBoolean("truncate"u8, truncate);
        writer.WriteEndObject();
    }

    public override Uri Address { get; }

    public override PooledBuffer Body { get; }

    public override string Query => "";

    public override IReadOnlyList<RerankCandidate> Candidates => _texts;

    /// <summary>One per text, once there is an answer.</summary>
    public TokenVectors[] Vectors { get; }

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
        var values = new ArrayBufferWriter<float>(_dimension * 32);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartArray || text == _texts.Length)
            {
                return text == _texts.Length ? "it has more lists than there are texts" : "a text's vectors are no list";
            }

            values.ResetWrittenCount();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (ReadVector(ref reader, values) is string problem)
                {
                    return problem;
                }
            }

            Vectors[text++] = new(values.WrittenSpan.ToArray(), _dimension) { TokenCount = values.WrittenCount / _dimension };
        }

        // Trailing text would be no JSON.
        reader.Read();
        return text == _texts.Length ? null : Invariant($"it has {text} lists for {_texts.Length} texts");
    }

    private string? ReadVector(ref Utf8JsonReader reader, ArrayBufferWriter<float> values)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return "a vector is no list";
        }

        Span<float> vector = values.GetSpan(_dimension)[.._dimension];
        int count = 0;
        double squares = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType is JsonTokenType.Null || (reader.TokenType is JsonTokenType.String && reader.ValueSpan.IsEmpty))
            {
                return "a number in a vector is not finite";
            }

            float value = count < _dimension ? reader.GetSingle() : 0;
            if (count >= _dimension || !float.IsFinite(value))
            {
                return count >= _dimension ? WrongDimension(">" + _dimension.ToString(CultureInfo.InvariantCulture)) : "a number is too large";
            }

            vector[count++] = value;
            squares += (double)value * value;
        }

        if (count != _dimension)
        {
            return WrongDimension(count.ToString(CultureInfo.InvariantCulture));
        }

        if (_normalize && squares > 0)
        {
            float scale = (float)(1 / Math.Sqrt(squares));
            foreach (ref float value in vector)
            {
                value *= scale;
            }
        }

        values.Advance(_dimension);
        return null;
    }

    private string WrongDimension(string count) =>
        Invariant($"a vector has {count} numbers where Dimension is {_dimension}");
}
