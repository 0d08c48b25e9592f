using System.Text;

namespace RerankKit.Evaluation;

/// <summary>Classes of queries that are looked at by themselves: by language, by length, by the part of the shop they ask about.</summary>
/// <remarks>A query may be in several classes, and in none. Many threads may read classes that no thread changes.</remarks>
public sealed class QueryClasses
{
    private const int Columns = 2;
    private readonly Dictionary<string, HashSet<string>> _classes = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];

    /// <summary>The names of the classes in the order in which they were added.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>The ids of a class's queries.</summary>
    /// <param name="name">The class.</param>
    /// <exception cref="KeyNotFoundException">There is no such class.</exception>
    public IReadOnlySet<string> this[string name] => _classes.TryGetValue(name, out HashSet<string>? queryIds)
        ? queryIds
        : throw new KeyNotFoundException($"There is no class '{name}'. The classes are: {string.Join(", ", _names)}.");

    /// <summary>Reads a file of lines <c>query class</c>, with a tab between where one of them holds blanks; plain or gzip.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The classes.</returns>
    /// <exception cref="EvaluationFormatException">A line is not a query and a class, or stands there twice.</exception>
    public static QueryClasses Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var reader = new LineReader(path);
        var classes = new QueryClasses();
        while (reader.TryReadLine(out ReadOnlySpan<byte> line))
        {
            var fields = new FieldReader(line, Columns);
            if (!fields.TryNext(out ReadOnlySpan<byte> queryId) || !fields.TryNext(out ReadOnlySpan<byte> name) || FieldReader.Count(line, Columns) != Columns)
            {
                throw reader.Error(line, "Expected a query and its class, with a tab between where one of them holds blanks.");
            }

            if (!classes.TryAdd(Encoding.UTF8.GetString(queryId), Encoding.UTF8.GetString(name)))
            {
                throw reader.Error(line, "An earlier line says the same. Remove one of them.");
            }
        }

        return classes;
    }

    /// <summary>Puts a query into a class.</summary>
    /// <param name="queryId">The query.</param>
    /// <param name="name">The class.</param>
    /// <returns>False when it was in it already.</returns>
    public bool TryAdd(string queryId, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(queryId);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (!_classes.TryGetValue(name, out HashSet<string>? queryIds))
        {
            queryIds = new(StringComparer.Ordinal);
            _classes.Add(name, queryIds);
            _names.Add(name);
        }

        return queryIds.Add(queryId);
    }
}
