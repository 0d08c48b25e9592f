using System.Buffers;

namespace RerankKit;

/// <summary>What the passages of one question are called, and the mark in their tags.</summary>
/// <remarks>
/// Both are drawn from a hash of every text of the question, so the same question is asked in the same words; and both occur in none of the texts, so that no
/// text can close its own tag, or name itself or another one, whoever wrote it and whatever they knew.
/// </remarks>
internal sealed partial class PassageNames
{
    // No vowels, so that codes are no words.
    private const string Alphabet = "BCDFGHJKLMNPQRSTVWXZ";
    private static readonly SearchValues<char> Letters = SearchValues.Create(Alphabet);
    private readonly string[] _names;

    private PassageNames(string[] names, string boundary, ChatIdentifiers identifiers)
    {
        _names = names;
        Boundary = boundary;
        Identifiers = identifiers;
    }

    /// <summary>The mark, e.g. <c>k3f09a2c7</c>.</summary>
    public string Boundary { get; }

    public ChatIdentifiers Identifiers { get; }

    public int Count => _names.Length;

    /// <summary>The identifier of the passage at a place in the question.</summary>
    public string this[int place] => _names[place];

    public static PassageNames Create(ChatIdentifiers identifiers, string query, string[] texts, int attempt)
    {
        Hash128 hash = texts.Aggregate(Hash128.Of(query).Then(attempt), (hash, text) => hash.Then(text));
        string[] names = [.. Enumerable.Range(1, texts.Length).Select(number => number.ToString(CultureInfo.InvariantCulture))];
        if (identifiers != ChatIdentifiers.Numbers)
        {
            DrawCodes(names, hash, query, texts);
        }

        return new(names, DrawBoundary(hash, query, texts), identifiers);
    }

    /// <summary>The place of the passage with that identifier; -1 when none has it.</summary>
    public int IndexOf(ReadOnlySpan<char> name, bool ignoreCase)
    {
        for (int i = 0; i < _names.Length; i++)
        {
            if (name.Equals(_names[i], ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Whether a word of an answer looks like an identifier of this question without being one.</summary>
    public bool LooksLikeName(ReadOnlySpan<char> word) => Identifiers == ChatIdentifiers.Numbers
        ? !word.ContainsAnyExceptInRange('0', '9')
        : word.Length == _names[0].Length && !word.ContainsAnyExcept(Letters);
}
