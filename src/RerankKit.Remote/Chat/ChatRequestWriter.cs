using System.Text.Encodings.Web;

namespace RerankKit.Remote;

/// <summary>Writes the body of a completion request. What the options leave open is left out: servers differ in what they make of null.</summary>
internal static partial class ChatRequestWriter
{
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static PooledBuffer Write(IReadOnlyList<ChatMessage> messages, ChatOptions? options, OpenAICompatibleChatClientOptions settings, bool isStream)
    {
        if (options?.Tools is { Count: > 0 })
        {
            throw new NotSupportedException("This chat client has no tools. Leave ChatOptions.Tools empty, or use the provider's own client.");
        }

        var buffer = new PooledBuffer(4096);
        try
        {
            using var writer = new Utf8JsonWriter(buffer, WriterOptions);
            writer.WriteStartObject();
            if ((options?.ModelId ?? settings.ModelId) is string model)
            {
                writer.WriteString("model", model);
            }

            if (settings.UsePlainCompletions)
            {
                writer.WriteString("prompt", string.Concat(messages.Select(static message => TextOf(message))));
            }
            else
            {
                WriteMessages(writer, messages, options?.Instructions);
            }

            WriteOptions(writer, options, settings);
            if (isStream)
            {
                writer.WriteBoolean("stream", true);
                writer.WriteStartObject("stream_options");
                writer.WriteBoolean("include_usage", true);
                writer.WriteEndObject();
            }

            WriteExtraBody(writer, settings.ExtraBody);
            writer.WriteEndObject();
            return Finish(writer, buffer);
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }

    private static PooledBuffer Finish(Utf8JsonWriter writer, PooledBuffer buffer)
    {
        writer.Flush();
        return buffer;
    }

    private static void WriteMessages(Utf8JsonWriter writer, IReadOnlyList<ChatMessage> messages, string? instructions)
    {
        writer.WriteStartArray("messages");
        if (!string.IsNullOrEmpty(instructions))
        {
            WriteMessage(writer, "system", instructions);
        }

        foreach (ChatMessage message in messages)
        {
            WriteMessage(writer, message.Role.Value, TextOf(message));
        }

        writer.WriteEndArray();
    }

    private static void WriteMessage(Utf8JsonWriter writer, string role, string text)
    {
        writer.WriteStartObject();
        writer.WriteString("role", role);
        writer.WriteString("content", text);
        writer.WriteEndObject();
    }

    private static string TextOf(ChatMessage message)
    {
        foreach (AIContent content in message.Contents)
        {
            if (content is not (TextContent or TextReasoningContent))
            {
                throw new NotSupportedException($"This chat client sends text only, and a message holds {content.GetType().Name}. Use the provider's own client.");
            }
        }

        return message.Text;
    }
}
