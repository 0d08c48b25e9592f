using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace RerankKit.Answers;

/// <summary>A file of lines of JSON with every question to a language model and its answer. What was paid for is asked once. Thread-safe.</summary>
public sealed class ChatRecording : IDisposable
{
    private readonly Dictionary<string, ChatResponse> _answers = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly FileStream _file;

    private ChatRecording(FileStream file) => _file = file;

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

    /// <summary>Opens a recording to go on with, or begins one.</summary>
    /// <param name="path">The file. A last line that was being written when a process ended is cut off.</param>
    /// <returns>The recording.</returns>
    /// <exception cref="InvalidDataException">The file is something else.</exception>
    public static ChatRecording Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        try
        {
            var recording = new ChatRecording(file);
            recording.ReadAll(path);
            return recording;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>A client that finds its answers here, and asks another one for those that are missing.</summary>
    /// <param name="client">Is asked. It is disposed with the client that is made.</param>
    /// <param name="attempt">Which answer to the same question: another number asks anew, to see whether a model agrees with itself.</param>
    /// <returns>The client.</returns>
    public IChatClient Record(IChatClient client, int attempt = 1) => new RecordedChatClient(client, this, attempt);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    internal static string KeyOf(string? model, int attempt, IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void add(string text) => hash.AppendData(Encoding.UTF8.GetBytes($"{text.Length}:{text}"));
        add(model ?? "");
        add($"{attempt}");
        add(options?.Temperature is { } temperature ? temperature.ToString(System.Globalization.CultureInfo.InvariantCulture) : "");
        add((options?.ResponseFormat as ChatResponseFormatJson)?.Schema?.GetRawText() ?? "");
        foreach (ChatMessage message in messages)
        {
            add(message.Role.Value);
            add(message.Text);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }

    internal ChatResponse? Find(string key)
    {
        lock (_lock)
        {
            return _answers.GetValueOrDefault(key);
        }
    }

    internal void Add(string key, string? model, int attempt, IReadOnlyList<ChatMessage> messages, ChatResponse response)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            Write(json, key, model, attempt, messages, response);
        }

        bytes.WriteByte((byte)'\n');
        lock (_lock)
        {
            long whole = _file.Length;
            _file.Position = whole;
            try
            {
                _file.Write(bytes.GetBuffer(), 0, (int)bytes.Length);
            }
            catch (IOException)
            {
                _file.SetLength(whole);
                throw;
            }

            _answers[key] = response;
        }
    }

    private static void Write(Utf8JsonWriter json, string key, string? model, int attempt, IReadOnlyList<ChatMessage> messages, ChatResponse response)
    {
        json.WriteStartObject();
        json.WriteString("key", key);
        json.WriteString("model", response.ModelId ?? model);
        json.WriteNumber("attempt", attempt);
        json.WriteStartArray("messages");
        foreach (ChatMessage message in messages)
        {
            json.WriteStartObject();
            json.WriteString("role", message.Role.Value);
            json.WriteString("text", message.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("answer", response.Text);
        if (response.Usage?.InputTokenCount is long input)
        {
            json.WriteNumber("inputTokens", input);
        }

        if (response.Usage?.OutputTokenCount is long output)
        {
            json.WriteNumber("outputTokens", output);
        }

        json.WriteEndObject();
    }

    private void ReadAll(string path)
    {
        byte[] bytes = new byte[_file.Length];
        _file.ReadExactly(bytes);
        int number = 0;
        int whole = 0;
        while (bytes.AsSpan(whole).IndexOf((byte)'\n') is >= 0 and var length)
        {
            number++;
            ReadLine(bytes.AsMemory(whole, length), path, number);
            whole += length + 1;
        }

        if (whole == 0 && bytes.Length > 0 && bytes[0] != (byte)'{')
        {
            throw Damaged(path, 1);
        }

        _file.SetLength(whole);
    }

    private void ReadLine(ReadOnlyMemory<byte> line, string path, int number)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            JsonElement answer = json.RootElement;
            long? count(string name) => answer.TryGetProperty(name, out JsonElement value) ? value.GetInt64() : null;
            _answers[answer.GetProperty("key").GetString()!] = new(new ChatMessage(ChatRole.Assistant, answer.GetProperty("answer").GetString()))
            {
                ModelId = answer.GetProperty("model").GetString(),
                Usage = new() { InputTokenCount = count("inputTokens"), OutputTokenCount = count("outputTokens") },
            };
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw Damaged(path, number);
        }
    }

    private static InvalidDataException Damaged(string path, int line) =>
        new($"{path}, line {line}: this is no recording of questions and answers. Name another file.");
}
