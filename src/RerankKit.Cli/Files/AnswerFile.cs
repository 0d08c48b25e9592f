using System.Text;
using System.Text.Json.Nodes;

namespace RerankKit.Cli.Files;

/// <summary>Answers in a file of lines of JSON, each under a key and kept as soon as it is there: what was paid for is asked once. Thread-safe.</summary>
/// <typeparam name="T">An answer.</typeparam>
internal sealed class AnswerFile<T> : IDisposable
    where T : class
{
    private const string Begin = "{\"key\":\"";
    private readonly Dictionary<string, T> _answers = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly FileStream _file;

    private AnswerFile(FileStream file, string path)
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

    /// <summary>Opens a file to go on with, or begins one. Half a line, of a process that was killed while it wrote, is cut off.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">What its lines hold, for messages.</param>
    /// <param name="read">Reads the answer of a line; a <see cref="FormatException"/> says that there is none.</param>
    /// <exception cref="InputException">The file is something else.</exception>
    public static AnswerFile<T> Open(string path, string content, Func<JsonElement, T> read)
    {
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        var answers = new AnswerFile<T>(file, path);
        try
        {
            answers.Load(content, read);
            return answers;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public T? Find(string key)
    {
        lock (_lock)
        {
            return _answers.GetValueOrDefault(key);
        }
    }

    /// <summary>Keeps an answer, unless there is one under its key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="line">What its line says of it.</param>
    /// <returns>Whether it is kept.</returns>
    public bool Add(string key, T answer, JsonObject line)
    {
        line.Insert(0, "key", key);
        byte[] bytes = Encoding.UTF8.GetBytes(JsonReport.ToText(line) + "\n");
        lock (_lock)
        {
            if (!_answers.TryAdd(key, answer))
            {
                return false;
            }

            long whole = _file.Length;
            try
            {
                _file.Position = whole;
                _file.Write(bytes);
                return true;
            }
            catch
            {
                HasFailed = true;
                _answers.Remove(key);
                _file.SetLength(whole);
                throw;
            }
        }
    }

    public void Dispose() => _file.Dispose();

    private void Load(string content, Func<JsonElement, T> read)
    {
        long whole = 0;
        int number = 0;
        using (var lines = new StreamLines(_file))
        {
            while (lines.TryRead(out long start, out ReadOnlySpan<byte> line))
            {
                number++;
                try
                {
                    JsonElement json = JsonLine.Parse(Encoding.UTF8.GetString(line), "");
                    _answers[JsonLine.TextOf(json, "key")] = read(json);
                }
                catch (FormatException)
                {
                    throw Foreign(number);
                }

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

        InputException Foreign(int line) => new(Invariant($"{Path}, line {line}: this is no line of {content}. Name another --output."));
    }
}
