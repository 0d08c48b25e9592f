namespace RerankKit.Remote;

/// <summary>Reads completions, whole or as the chunks of a stream, from servers that follow OpenAI's shape more or less.</summary>
internal static class ChatResponseReader
{
    /// <summary>Reads a whole completion.</summary>
    /// <returns>What is wrong; null with a completion, and null without one where the body is an error that came with a good status.</returns>
    public static string? TryRead(ReadOnlyMemory<byte> body, out ChatResponse? response)
    {
        response = null;
        try
        {
            using var document = JsonDocument.Parse(body);
            JsonElement root = document.RootElement;
            if (IsError(root))
            {
                return null;
            }

            if (First(Member(root, "choices")) is not JsonElement choice)
            {
                return "it has no choices";
            }

            JsonElement message = Member(choice, "message");
            var contents = new List<AIContent>();
            AddContents(contents, message.ValueKind == JsonValueKind.Object ? message : choice);
            response = new(new ChatMessage(ChatRole.Assistant, contents))
            {
                ResponseId = Text(root, "id"),
                ModelId = Text(root, "model"),
                CreatedAt = Number(root, "created") is long seconds and >= 0 and <= 253402300799 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null,
                FinishReason = Finish(choice),
                Usage = Usage(root),
                AdditionalProperties = LogProbabilities(choice),
            };
            return null;
        }
        catch (JsonException)
        {
            return "it is not JSON";
        }
        catch (InvalidOperationException)
        {
            return "a text in it is no valid Unicode";
        }
    }

    /// <summary>Reads a chunk of a stream. The last one often has usage and no choice.</summary>
    public static string? TryReadChunk(ReadOnlyMemory<byte> data, out ChatResponseUpdate? update)
    {
        update = null;
        try
        {
            using var document = JsonDocument.Parse(data);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || IsError(root))
            {
                return root.ValueKind == JsonValueKind.Object ? null : "a chunk is no JSON object";
            }

            JsonElement choice = First(Member(root, "choices")) ?? default;
            JsonElement delta = Member(choice, "delta");
            delta = delta.ValueKind == JsonValueKind.Object ? delta : Member(choice, "message");
            var contents = new List<AIContent>();
            AddContents(contents, delta.ValueKind == JsonValueKind.Object ? delta : choice);
            if (Usage(root) is UsageDetails usage)
            {
                contents.Add(new UsageContent(usage));
            }

            update = new(ChatRole.Assistant, contents)
            {
                ResponseId = Text(root, "id"),
                ModelId = Text(root, "model"),
                FinishReason = Finish(choice),
                AdditionalProperties = LogProbabilities(choice),
            };
            return null;
        }
        catch (JsonException)
        {
            return "a chunk is not JSON";
        }
        catch (InvalidOperationException)
        {
            return "a text in a chunk is no valid Unicode";
        }
    }

    private static bool IsError(JsonElement root) => Member(root, "error").ValueKind is JsonValueKind.Object or JsonValueKind.String;

    // vLLM and llama.cpp: reasoning_content; OpenRouter and newer vLLM: reasoning. Plain completions: text.
    private static void AddContents(List<AIContent> contents, JsonElement message)
    {
        if ((Text(message, "reasoning_content") ?? Text(message, "reasoning")) is string { Length: > 0 } reasoning)
        {
            contents.Add(new TextReasoningContent(reasoning));
        }

        JsonElement content = Member(message, "content");
        if (content.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement part in content.EnumerateArray())
            {
                AddText(contents, Text(part, "text"));
            }
        }
        else
        {
            AddText(contents, Text(content) ?? Text(message, "text"));
        }

        if (Text(message, "refusal") is string { Length: > 0 } refusal)
        {
            contents.Add(new ErrorContent(refusal) { ErrorCode = "Refusal" });
        }
    }

    private static void AddText(List<AIContent> contents, string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            contents.Add(new TextContent(text));
        }
    }

    private static ChatFinishReason? Finish(JsonElement choice) => Text(choice, "finish_reason") is string { Length: > 0 } reason ? new(reason) : null;

    private static AdditionalPropertiesDictionary? LogProbabilities(JsonElement choice) =>
        LogProbabilityReader.Read(Member(choice, "logprobs")) is IReadOnlyList<ChatTokenLogProbability> tokens
            ? new() { [ChatTokenLogProbability.ResponseKey] = tokens }
            : null;

    private static UsageDetails? Usage(JsonElement root)
    {
        JsonElement usage = Member(root, "usage");
        return usage.ValueKind != JsonValueKind.Object ? null : new()
        {
            InputTokenCount = Number(usage, "prompt_tokens"),
            OutputTokenCount = Number(usage, "completion_tokens"),
            TotalTokenCount = Number(usage, "total_tokens"),
            CachedInputTokenCount = Number(Member(usage, "prompt_tokens_details"), "cached_tokens"),
            ReasoningTokenCount = Number(Member(usage, "completion_tokens_details"), "reasoning_tokens"),
        };
    }

    private static JsonElement? First(JsonElement array) => array.ValueKind == JsonValueKind.Array && array.GetArrayLength() > 0 ? array[0] : null;

    private static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement member) ? member : default;

    private static string? Text(JsonElement element, string name) => Text(Member(element, name));

    private static string? Text(JsonElement element) => element.ValueKind == JsonValueKind.String ? element.GetString() : null;

    // Some servers write 12.0.
    private static long? Number(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out double value) && value is >= 0 and < 1e15 ? (long)value : null;
}
