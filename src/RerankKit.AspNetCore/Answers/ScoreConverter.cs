using System.Text.Json;
using System.Text.Json.Serialization;

namespace RerankKit.AspNetCore;

/// <summary>Writes scores so that OpenSearch reads them: always with a decimal point or an exponent, in no more than 18 characters.</summary>
/// <remarks>Its connectors take nothing else for a number of double precision, and fail.</remarks>
internal sealed class ScoreConverter : JsonConverter<double>
{
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDouble();

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
    {
        Span<byte> text = stackalloc byte[ScoreText.Longest];
        writer.WriteRawValue(text[..ScoreText.Format(value, text)], skipInputValidation: true);
    }
}
