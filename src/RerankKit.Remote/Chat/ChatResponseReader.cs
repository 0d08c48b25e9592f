namespace RerankKit.Remote;

/// <summary>Reads completions, whole or as the chunks of a stream, from servers that follow OpenAI's shape more or less.</summary>
internal static class ChatResponseReader
{
    /// <summary>Reads a whole completion.</summary>
    /// <returns>What is wrong; null with a completion, and null without one where the body is an error that came with a good status.</returns>
    public static string? TryRead(ReadOnlyMemory<byte> body, out ChatResponse? response) => TryRead(body, "it", ReadWhole, out response);

    /// <summary>Reads a chunk of a stream. The last one often has usage and no choice.</summary>
    public static string? TryReadChunk(ReadOnlyMemory<byte> data, out ChatResponseUpdate? update) => TryRead(data, "a chunk", ReadChunk, out update);

    private static string? TryRead<T>(ReadOnlyMemory<byte> json, string name, Func<JsonElement, (T? Read, string? Problem)> read, out T? result)
        where T : class
    {
        result = null;
        try
        {
            using var document = JsonDocument.Parse(json);
            (result, string? problem) = IsError(document.RootElement) ? (null, null) : read(document.RootElement);
            return problem;
        }
        catch (JsonException)
        {
            return $"{name} is not JSON";
        }
        catch (InvalidOperationException)
        {
            return $"a text in {name} is no valid Unicode";
        }
    }

    private static (ChatResponse? Read, string? Problem) ReadWhole(JsonElement root)
    {
        if (First(root.Member("choices")) is not JsonElement choice)
        {
            return (null, "it has no choices");
        }

        JsonElement message = choice.Member("message");
        var contents = new List<AIContent>();
        AddContents(contents, message.ValueKind == JsonValueKind.Object ? message : choice);
        return (new(new ChatMessage(ChatRole.Assistant, contents))
        {
            ResponseId = root.Text("id"),
            ModelId = root.Text("model"),
            CreatedAt = Number(root, "created") is long seconds and >= 0 and <= 253402300799 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null,
            FinishReason = Finish(choice),
            Usage = Usage(root),
            AdditionalProperties = LogProbabilities(choice),
        }, null);
    }

    private static (ChatResponseUpdate? Read, string? Problem) ReadChunk(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return (null, "a chunk is no JSON object");
        }

        JsonElement choice = First(root.Member("choices")) ?? default;
        JsonElement delta = choice.Member("delta");
        delta = delta.ValueKind == JsonValueKind.Object ? delta : choice.Member("message");
        var contents = new List<AIContent>();
        AddContents(contents, delta.ValueKind == JsonValueKind.Object ? delta : choice);
        if (Usage(root) is UsageDetails usage)
        {
            contents.Add(new UsageContent(usage));
        }

        return (new(ChatRole.Assistant, contents)
        {
            ResponseId = root.Text("id"),
            ModelId = root.Text("model"),
            FinishReason = Finish(choice),
            AdditionalProperties = LogProbabilities(choice),
        }, null);
    }

    private static bool IsError(JsonElement root) => root.Member("error").ValueKind is JsonValueKind.Object or JsonValueKind.String;

    // vLLM and llama.cpp: reasoning_content; OpenRouter and newer vLLM: reasoning. Plain completions: text.
    private static void AddContents(List<AIContent> contents, JsonElement message)
    {
        if ((message.Text("reasoning_content") ?? message.Text("reasoning")) is string { Length: > 0 } reasoning)
        {
            contents.Add(new TextReasoningContent(reasoning));
        }

        JsonElement content = message.Member("content");
        if (content.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement part in content.EnumerateArray())
            {
                AddText(contents, part.Text("text"));
            }
        }
        else
        {
            AddText(contents, content.Text() ?? message.Text("text"));
        }

        if (message.Text("refusal") is string { Length: > 0 } refusal)
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

    private static ChatFinishReason? Finish(JsonElement choice) => choice.Text("finish_reason") is string { Length: > 0 } reason ? new(reason) : null;

    private static AdditionalPropertiesDictionary? LogProbabilities(JsonElement choice) =>
        LogProbabilityReader.Read(choice.Member("logprobs")) is IReadOnlyList<ChatTokenLogProbability> tokens
            ? new() { [ChatTokenLogProbability.ResponseKey] = tokens }
            : null;

    private static UsageDetails? Usage(JsonElement root)
    {
        JsonElement usage = root.Member("usage");
        return usage.ValueKind != JsonValueKind.Object ? null : new()
        {
            InputTokenCount = Number(usage, "prompt_tokens"),
            OutputTokenCount = Number(usage, "completion_tokens"),
            TotalTokenCount = Number(usage, "total_tokens"),
            CachedInputTokenCount = Number(usage.Member("prompt_tokens_details"), "cached_tokens"),
            ReasoningTokenCount = Number(usage.Member("completion_tokens_details"), "reasoning_tokens"),
        };
    }

    private static JsonElement? First(JsonElement array) => array.ValueKind == JsonValueKind.Array && array.GetArrayLength() > 0 ? array[0] : null;

    // Some servers write 12.0.
    private static long? Number(JsonElement element, string name) =>
        element.Member(name).Number() is double value and >= 0 and < 1e15 ? (long)value : null;
}
