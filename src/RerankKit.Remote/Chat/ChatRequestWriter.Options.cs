namespace RerankKit.Remote;

/// <summary>Sampling, the answer's shape, thinking, and whatever else callers add.</summary>
internal static partial class ChatRequestWriter
{
    private static void WriteOptions(Utf8JsonWriter writer, ChatOptions? options, OpenAICompatibleChatClientOptions settings)
    {
        WriteNumber(writer, "temperature", options?.Temperature);
        WriteNumber(writer, "top_p", options?.TopP);
        WriteNumber(writer, "top_k", options?.TopK);
        WriteNumber(writer, "frequency_penalty", options?.FrequencyPenalty);
        WriteNumber(writer, "presence_penalty", options?.PresencePenalty);
        WriteNumber(writer, settings.UseMaxCompletionTokens ? "max_completion_tokens" : "max_tokens", options?.MaxOutputTokens);
        if (options?.Seed is long seed)
        {
            writer.WriteNumber("seed", seed);
        }

        if (options?.StopSequences is { Count: > 0 } stops)
        {
            writer.WriteStartArray("stop");
            foreach (string stop in stops)
            {
                writer.WriteStringValue(stop);
            }

            writer.WriteEndArray();
        }

        WriteFormat(writer, options?.ResponseFormat);
        WriteThinking(writer, options?.Reasoning?.Effort, settings.Thinking);
        WriteAdditional(writer, options?.AdditionalProperties, settings.UsePlainCompletions);
    }

    private static void WriteFormat(Utf8JsonWriter writer, ChatResponseFormat? format)
    {
        if (format is not ChatResponseFormatJson json)
        {
            return;
        }

        writer.WriteStartObject("response_format");
        if (json.Schema is not JsonElement schema)
        {
            writer.WriteString("type", "json_object");
        }
        else
        {
            writer.WriteString("type", "json_schema");
            writer.WriteStartObject("json_schema");
            writer.WriteString("name", NameOf(json.SchemaName));
            if (json.SchemaDescription is not null)
            {
                writer.WriteString("description", json.SchemaDescription);
            }

            // Strict servers refuse schemas that allow members they do not name.
            bool isClosed = schema.ValueKind == JsonValueKind.Object
                && schema.TryGetProperty("additionalProperties", out JsonElement additional) && additional.ValueKind == JsonValueKind.False;
            if (isClosed)
            {
                writer.WriteBoolean("strict", true);
            }

            writer.WritePropertyName("schema");
            schema.WriteTo(writer);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    // Up to 64 of a-z, A-Z, 0-9, _ and -.
    private static string NameOf(string? name) => name is { Length: > 0 and <= 64 } && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') ? name : "answer";

    private static void WriteThinking(Utf8JsonWriter writer, ReasoningEffort? effort, ChatThinking thinking)
    {
        if (effort is not null || thinking == ChatThinking.OffByEffort)
        {
            writer.WriteString("reasoning_effort", effort switch
            {
                ReasoningEffort.Low => "low",
                ReasoningEffort.Medium => "medium",
                ReasoningEffort.High => "high",
                ReasoningEffort.ExtraHigh => "xhigh",
                _ => "none",
            });
        }

        if (thinking == ChatThinking.OffByTemplate)
        {
            writer.WriteStartObject("chat_template_kwargs");
            writer.WriteBoolean("enable_thinking", false);
            writer.WriteEndObject();
        }
    }

    private static void WriteAdditional(Utf8JsonWriter writer, AdditionalPropertiesDictionary? properties, bool isPlain)
    {
        foreach ((string name, object? value) in properties ?? [])
        {
            // Plain completions know one number: how many alternatives.
            if (isPlain && name == ChatTokenLogProbability.AlternativesKey)
            {
                continue;
            }

            writer.WritePropertyName(name);
            WriteValue(writer, name, isPlain && name == ChatTokenLogProbability.RequestKey ? Alternatives(properties!) : value);
        }
    }

    private static object? Alternatives(AdditionalPropertiesDictionary properties) =>
        properties.TryGetValue(ChatTokenLogProbability.AlternativesKey, out object? count) ? count : 1;

    private static void WriteValue(Utf8JsonWriter writer, string name, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case JsonElement json:
                json.WriteTo(writer);
                break;
            case int or long or short or byte:
                writer.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case float or double:
                writer.WriteNumberValue(Convert.ToDouble(value, CultureInfo.InvariantCulture));
                break;
            case decimal number:
                writer.WriteNumberValue(number);
                break;
            default:
                throw new NotSupportedException($"The additional property '{name}' is a {value.GetType().Name}; allowed are texts, numbers, true, false and JsonElement.");
        }
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, float? value)
    {
        if (value is float number)
        {
            writer.WriteNumber(name, number);
        }
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, int? value)
    {
        if (value is int number)
        {
            writer.WriteNumber(name, number);
        }
    }

    private static void WriteExtraBody(Utf8JsonWriter writer, string? extraBody)
    {
        if (extraBody is null)
        {
            return;
        }

        using var document = JsonDocument.Parse(extraBody);
        foreach (JsonProperty member in document.RootElement.EnumerateObject())
        {
            member.WriteTo(writer);
        }
    }
}
