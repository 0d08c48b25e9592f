using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace RerankKit.Cli.Chat;

/// <summary>A file of lines of JSON with every question to a language model and its answer: what was paid for is asked once. Thread-safe.</summary>
internal sealed class ChatRecording : IDisposable
{
    private const string Begin = "{\"key\":\"";
    private readonly Dictionary<string, ChatResponse> _answers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (int Requests, long Input, long Output)> _usage = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly FileStream _file;

    private ChatRecording(FileStream file, string path)
    {
        _file = file;
        Path = path;
    }

    /// <summary>The file, as the user calls it.</summary>
    public string Path { get; }

    /// <summary>How many answers are in the file.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _answers.Count;
            }
        }
    }

    /// <summary>Whether an answer could not be kept.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Opens a recording to go on with, or begins one. Half a line, of a process that was killed while it wrote, is cut off.</summary>
    /// <exception cref="InputException">The file is something else.</exception>
    public static ChatRecording Open(string path)
    {
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        var recording = new ChatRecording(file, path);
        try
        {
            recording.Load();
            return recording;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public ChatResponse? Find(string key)
    {
        lock (_lock)
        {
            return _answers.GetValueOrDefault(key);
        }
    }

    /// <summary>Keeps an answer.</summary>
    /// <returns>The answer that is kept: the first one, where two asked at once.</returns>
    public ChatResponse Add(string key, ChatPurpose purpose, IEnumerable<ChatMessage> messages, ChatResponse response)
    {
        byte[] line = Encoding.UTF8.GetBytes(JsonReport.ToText(ToJson(key, purpose, messages, response)) + "\n");
        lock (_lock)
        {
            if (!_answers.TryAdd(key, response))
            {
                return _answers[key];
            }

            long whole = _file.Length;
            try
            {
                _file.Position = whole;
                _file.Write(line);
            }
            catch
            {
                HasFailed = true;
                _answers.Remove(key);
                _file.SetLength(whole);
                throw;
            }

            (int requests, long input, long output) = _usage.GetValueOrDefault(purpose.Model);
            _usage[purpose.Model] = (requests + 1, input + (response.Usage?.InputTokenCount ?? 0), output + (response.Usage?.OutputTokenCount ?? 0));
            return response;
        }
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

    private static JsonObject ToJson(string key, ChatPurpose purpose, IEnumerable<ChatMessage> messages, ChatResponse response) => new()
    {
        ["key"] = key,
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

    private void Load()
    {
        long whole = 0;
        int number = 0;
        using (var lines = new StreamLines(_file))
        {
            while (lines.TryRead(out long start, out ReadOnlySpan<byte> line))
            {
                Read(Encoding.UTF8.GetString(line), ++number);
                whole = start + line.Length + 1;
            }
        }

        // A file of somebody else's is left as it is.
        byte[] rest = new byte[Math.Min(Begin.Length, _file.Length - whole)];
        _file.Position = whole;
        _file.ReadExactly(rest);
        if (!Begin.StartsWith(Encoding.UTF8.GetString(rest), StringComparison.Ordinal))
        {
            throw Foreign(number + 1);
        }

        _file.SetLength(whole);
    }

    private void Read(string line, int number)
    {
        try
        {
            JsonElement json = JsonLine.Parse(line, "");
            string text(string member) => JsonLine.Text(json.TryGetProperty(member, out JsonElement value) ? value : default, member);
            _answers[text("key")] = new(new ChatMessage(ChatRole.Assistant, text("answer"))) { ModelId = text("model") };
        }
        catch (FormatException)
        {
            throw Foreign(number);
        }
    }

    private InputException Foreign(int line) => new(Invariant($"{Path}, line {line}: this is no line of questions and answers. Name another --output."));
}
