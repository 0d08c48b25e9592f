namespace RerankKit.Remote;

/// <summary>Writes the body of a completion request. What the options leave open is left out: servers differ in what they make of null.</summary>
internal static class ChatRequestWriter
{
    public static PooledBuffer Write(IReadOnlyList<ChatMessage> messages, ChatOptions? options, OpenAICompatibleChatClientOptions settings, bool isStream)
    {
        if (options?.Tools is { Count: > 0 })
        {
            throw new NotSupportedException("This chat client has no tools. Leave ChatOptions.Tools empty, or use the provider's own client.");
        }

        var body = new JsonObject();
        Set(body, "model", options?.ModelId ?? settings.ModelId);
        if (settings.UsePlainCompletions)
        {
            body["prompt"] = string.Concat(messages.Select(TextOf));
        }
        else
        {
            IEnumerable<(string Role, string Text)> turns = messages.Select(static message => (message.Role.Value, TextOf(message)));
            turns = string.IsNullOrEmpty(options?.Instructions) ? turns : turns.Prepend(("system", options.Instructions));
            body["messages"] = new JsonArray([.. turns.Select(static turn => new JsonObject { ["role"] = turn.Role, ["content"] = turn.Text })]);
        }

        SetOptions(body, options, settings);
        if (isStream)
        {
            body["stream"] = true;
            body["stream_options"] = new JsonObject { ["include_usage"] = true };
        }

        foreach ((string name, JsonNode? value) in RemoteServiceOptions.Members(settings.ExtraBody))
        {
            body[name] = value?.DeepClone();
        }

        return PooledBuffer.Of(body);
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

    private static void SetOptions(JsonObject body, ChatOptions? options, OpenAICompatibleChatClientOptions settings)
    {
        Set(body, "temperature", options?.Temperature);
        Set(body, "top_p", options?.TopP);
        Set(body, "top_k", options?.TopK);
        Set(body, "frequency_penalty", options?.FrequencyPenalty);
        Set(body, "presence_penalty", options?.PresencePenalty);
        Set(body, settings.UseMaxCompletionTokens ? "max_completion_tokens" : "max_tokens", options?.MaxOutputTokens);
        Set(body, "seed", options?.Seed);
        Set(body, "stop", options?.StopSequences is { Count: > 0 } stops ? new JsonArray([.. stops]) : null);
        Set(body, "response_format", (options?.ResponseFormat as ChatResponseFormatJson) is { } format ? Format(format) : null);
        Set(body, "reasoning_effort", Effort(options?.Reasoning?.Effort, settings.Thinking));
        Set(body, "chat_template_kwargs", settings.Thinking == ChatThinking.OffByTemplate ? new JsonObject { ["enable_thinking"] = false } : null);
        foreach ((string name, object? value) in options?.AdditionalProperties ?? [])
        {
            // Plain completions know one number: how many alternatives.
            if (!settings.UsePlainCompletions || name != ChatTokenLogProbability.AlternativesKey)
            {
                body[name] = NodeOf(name, settings.UsePlainCompletions && name == ChatTokenLogProbability.RequestKey ? Alternatives(options!.AdditionalProperties!) : value);
            }
        }
    }

    private static JsonObject Format(ChatResponseFormatJson format)
    {
        if (format.Schema is not JsonElement schema)
        {
            return new() { ["type"] = "json_object" };
        }

        var described = new JsonObject { ["name"] = NameOf(format.SchemaName) };
        Set(described, "description", format.SchemaDescription);

        // Strict servers refuse schemas that allow members they do not name.
        Set(described, "strict", schema.Member("additionalProperties").ValueKind == JsonValueKind.False ? true : null);
        described["schema"] = JsonNode.Parse(schema.GetRawText());
        return new() { ["type"] = "json_schema", ["json_schema"] = described };
    }

    // Up to 64 of a-z, A-Z, 0-9, _ and -.
    private static string NameOf(string? name) => name is { Length: > 0 and <= 64 } && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') ? name : "answer";

    private static string? Effort(ReasoningEffort? effort, ChatThinking thinking) => effort switch
    {
        ReasoningEffort.Low => "low",
        ReasoningEffort.Medium => "medium",
        ReasoningEffort.High => "high",
        ReasoningEffort.ExtraHigh => "xhigh",
        null when thinking != ChatThinking.OffByEffort => null,
        _ => "none",
    };

    private static object? Alternatives(AdditionalPropertiesDictionary properties) =>
        properties.TryGetValue(ChatTokenLogProbability.AlternativesKey, out object? count) ? count : 1;

    private static JsonNode? NodeOf(string name, object? value) => value switch
    {
        null => null,
        bool flag => flag,
        string text => text,
        JsonElement json => JsonNode.Parse(json.GetRawText()),
        int or long or short or byte => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        float or double => Convert.ToDouble(value, CultureInfo.InvariantCulture),
        decimal number => number,
        _ => throw new NotSupportedException($"The additional property '{name}' is a {value.GetType().Name}; allowed are texts, numbers, true, false and JsonElement."),
    };

    private static void Set(JsonObject target, string name, JsonNode? value)
    {
        if (value is not null)
        {
            target[name] = value;
        }
    }
}
