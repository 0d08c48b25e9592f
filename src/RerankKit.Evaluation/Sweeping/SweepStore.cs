using System.Text.Json;

namespace RerankKit.Evaluation;

/// <summary>The unfinished results of a sweep in a file: every line is there as soon as it is paid for, and a line that the process did not finish is dropped.</summary>
internal sealed class SweepStore : IDisposable
{
    private readonly FileStream _file;
    private readonly SweepHeader _settings;
    private readonly Dictionary<string, List<(long Start, int Length)>> _lines = new(StringComparer.Ordinal);

    private SweepStore(FileStream file, SweepHeader settings)
    {
        _file = file;
        _settings = settings;
    }

    public string Path => _file.Name;

    /// <summary>Whether a query has any line but its lists.</summary>
    public bool IsEmpty => _lines.Values.All(lines => lines.Count < 2);

    /// <summary>Whether a line could not be written.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Begins, or goes on.</summary>
    /// <exception cref="InvalidDataException">What is there is no unfinished sweep, or one with other settings.</exception>
    public static SweepStore Open(string path, SweepHeader settings)
    {
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        var store = new SweepStore(file, settings);
        try
        {
            store.Load();
            return store;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>What is known of a query.</summary>
    public SweepQuery Query(string id)
    {
        var query = new SweepQuery(_settings, id);
        foreach ((long start, int length) in _lines.GetValueOrDefault(id) ?? [])
        {
            byte[] bytes = new byte[length];
            RandomAccess.Read(_file.SafeFileHandle, bytes, start);
            query.Add(JsonSerializer.Deserialize(bytes, SweepJson.Default.SweepLine)!);
        }

        return query;
    }

    public void Append(SweepQuery query, SweepLine line)
    {
        query.Add(line);
        Note(query.Id, Write(line));
    }

    public void Delete()
    {
        _file.Dispose();
        File.Delete(_file.Name);
    }

    public void Dispose() => _file.Dispose();

    private void Load()
    {
        long length = 0;
        using (var reader = new StreamLines(_file))
        {
            while (reader.TryRead(out long start, out ReadOnlySpan<byte> bytes))
            {
                SweepLine line = Parse(bytes);
                if (start == 0)
                {
                    RequireSame(line.Settings ?? throw NotOurs());
                }
                else
                {
                    Note(line.Query ?? throw NotOurs(), (start, bytes.Length));
                }

                length = start + bytes.Length + 1;
            }
        }

        // Half a line is of a process that was killed while it wrote.
        _file.SetLength(length);
        _file.Position = length;
        if (length == 0)
        {
            Write(new() { Type = SweepLine.SweepType, Settings = _settings });
        }
    }

    private SweepLine Parse(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, SweepJson.Default.SweepLine)!;
        }
        catch (JsonException)
        {
            throw NotOurs();
        }
    }

    private InvalidDataException NotOurs() => new($"'{Path}' is not what an unfinished sweep leaves. Delete it, or name another output.");

    private void RequireSame(SweepHeader before)
    {
        if (SweepSettings.Difference(before, _settings) is { } difference)
        {
            throw new InvalidDataException($"'{Path}' was begun with other settings: {difference}. Give the same as then, or delete the file to begin anew.");
        }
    }

    private void Note(string query, (long, int) place)
    {
        if (!_lines.TryGetValue(query, out List<(long, int)>? lines))
        {
            _lines.Add(query, lines = []);
        }

        lines.Add(place);
    }

    private (long Start, int Length) Write(SweepLine line)
    {
        byte[] bytes = SweepLineWriter.Write(line);
        long start = _file.Position;
        try
        {
            _file.Write(bytes);
        }
        catch
        {
            HasFailed = true;
            _file.SetLength(start);
            throw;
        }

        return (start, bytes.Length - 1);
    }
}
