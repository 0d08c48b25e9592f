using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RerankKit.Tokenizers;

/// <summary>
/// The tokens of a vocabulary as a double-array trie over UTF-16 units, so that all tokens that begin at a place are found in one walk.
/// Units are renumbered by how often they occur, which keeps the array dense. Immutable and thread-safe.
/// </summary>
internal sealed class CharTrie
{
    public const int Root = 0;

    private readonly ushort[] _codes;
    private readonly Node[] _nodes;

    internal CharTrie(ushort[] codes, Node[] nodes)
    {
        _codes = codes;
        _nodes = nodes;
    }

    /// <summary>Builds the trie; of two equal tokens the later one counts, empty ones are left out.</summary>
    public static CharTrie Create(IReadOnlyList<KeyValuePair<string, int>> tokens) => new CharTrieBuilder(tokens).Build();

    /// <summary>The node reached from <paramref name="node"/> by one UTF-16 unit, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Next(int node, char unit)
    {
        Node[] nodes = _nodes;
        int code = Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_codes), (nint)unit);
        int next = nodes[node].Base + code;
        // A unit of no token has the code 0, and no node is its own parent at that place.
        return (uint)next < (uint)nodes.Length && nodes[next].Parent == node ? next : -1;
    }

    /// <summary>The id of the token that ends at a node, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int TokenAt(int node) => _nodes[node].Token;

    /// <summary>The id of a token, or -1.</summary>
    public int Find(ReadOnlySpan<char> token)
    {
        int node = Root;
        foreach (char unit in token)
        {
            node = Next(node, unit);
            if (node < 0)
            {
                return -1;
            }
        }

        return token.IsEmpty ? -1 : TokenAt(node);
    }

    /// <summary>The length of the longest token that begins the text, or 0.</summary>
    public int LongestPrefix(ReadOnlySpan<char> text)
    {
        int longest = 0;
        int node = Root;
        for (int i = 0; i < text.Length; i++)
        {
            node = Next(node, text[i]);
            if (node < 0)
            {
                break;
            }

            longest = TokenAt(node) >= 0 ? i + 1 : longest;
        }

        return longest;
    }

    /// <summary>One place of the double array; a free one has the parent -1.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Node
    {
        public int Base;
        public int Parent;
        public int Token;
    }
}
