using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RerankKit.AspNetCore;

/// <summary>Writes a document as it came.</summary>
internal sealed class EchoedDocumentConverter : JsonConverter<EchoedDocument>
{
    public override EchoedDocument Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

    public override void Write(Utf8JsonWriter writer, EchoedDocument value, JsonSerializerOptions options)
    {
        if (value.Document.Item is JsonElement sent)
        {
            // As it was written: an escape in it that nobody read need not be a valid one.
            writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(sent), skipInputValidation: true);
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("text"u8, value.Document.Text);
        writer.WriteEndObject();
    }
}
