using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace RerankKit.Cli.Chat;

/// <summary>A file of lines of JSON with every question to a language model and its answer: what was paid for is asked once. Thread-safe.</summary>
internal sealed class ChatRecording : IDisposable
{
    private readonly AnswerFile<ChatResponse> _file;
    private readonly Dictionary<string, (int Requests, long Input, long Output)> _usage = new(StringComparer.Ordinal);

    private ChatRecording(AnswerFile<ChatResponse> file) => _file = file;

    /// <summary>The file, as the user calls it.</summary>
    public string Path => _file.Path;

    /// <summary>How many answers are in the file.</summary>
    public int Count => _file.Count;

    /// <summary>Whether an answer could not be kept.</summary>
    public bool HasFailed => _file.HasFailed;

    /// <summary>Opens a recording to go on with, or begins one.</summary>
    /// <exception cref="InputException">The file is something else.</exception>
    public static ChatRecording Open(string path) => new(AnswerFile<ChatResponse>.Open(path, "questions and answers", Read));

    public ChatResponse? Find(string key) => _file.Find(key);

    /// <summary>Keeps an answer.</summary>
    /// <returns>The answer that is kept: the first one, where two asked at once.</returns>
    public ChatResponse Add(string key, ChatPurpose purpose, IEnumerable<ChatMessage> messages, ChatResponse response)
    {
        if (!_file.Add(key, response, ToJson(purpose, messages, response)))
        {
            return _file.Find(key)!;
        }

        lock (_usage)
        {
            (int requests, long input, long output) = _usage.GetValueOrDefault(purpose.Model);
            _usage[purpose.Model] = (requests + 1, input + (response.Usage?.InputTokenCount ?? 0), output + (response.Usage?.OutputTokenCount ?? 0));
        }

        return response;
    }

    /// <summary>Says what was asked, model by model, and what was not asked again.</summary>
    public void Report(ToolConsole console)
    {
        foreach ((string model, (int requests, long input, long output)) in _usage)
        {
            console.Error.WriteLine(Invariant($"Asked {model}: {Figures.Count(requests, "request", "requests")}, {input} input tokens, {output} output tokens"));
        }

        console.Error.WriteLine($"{Figures.Count(Count, "answer is", "answers are")} in '{Path}'");
    }

    public void Dispose() => _file.Dispose();

    private static JsonObject ToJson(ChatPurpose purpose, IEnumerable<ChatMessage> messages, ChatResponse response) => new()
    {
        ["query"] = purpose.QueryId,
        ["purpose"] = purpose.Name,
        ["attempt"] = purpose.Attempt,
        ["model"] = response.ModelId ?? purpose.Model,
        ["messages"] = JsonReport.List(messages, message => new JsonObject { ["role"] = message.Role.Value, ["text"] = message.Text }),
        ["answer"] = response.Text,
        ["finishReason"] = response.FinishReason?.Value,
        ["inputTokens"] = response.Usage?.InputTokenCount,
        ["outputTokens"] = response.Usage?.OutputTokenCount,
    };

    private static ChatResponse Read(JsonElement json) => new(new ChatMessage(ChatRole.Assistant, JsonLine.TextOf(json, "answer"))) { ModelId = JsonLine.TextOf(json, "model") };
}
