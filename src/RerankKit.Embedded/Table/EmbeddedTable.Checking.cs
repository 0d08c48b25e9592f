using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace RerankKit.Embedded;

/// <content>What a file says is believed when it fits together.</content>
internal sealed unsafe partial class EmbeddedTable
{
    private const string Remedy = "Make it again with rerankkit distill.";

    private static int Version(ReadOnlySpan<byte> header)
    {
        if (header.Length < HeaderLength || !header[..4].SequenceEqual("RKEM"u8))
        {
            throw new InvalidDataException($"The file does not begin as a table of the embedded reranker does. {Remedy}");
        }

        int version = Int(header, 4);
        return version switch
        {
            1 => version,
            2 when header.Length == HeaderLength + SettingsLength => version,
            2 => throw new InvalidDataException($"The table ends in its header: it was cut off. {Remedy}"),
            _ => throw new InvalidDataException(FormattableString.Invariant($"The table is of version {version}; known are 1 and 2. Take a newer RerankKit.Embedded, or make the table again with rerankkit distill.")),
        };
    }

    private static int SpecialCount(ReadOnlySpan<byte> header, int rows) => Int(header, HeaderLength + 12) is >= 0 and int count && count <= rows ? count
        : throw new InvalidDataException($"The table's settings contradict its vocabulary. {Remedy}");

    private static void CheckSizes(int rows, int dimension, int vocabulary)
    {
        if (rows is < 1 or > MaxRows || dimension is < Embedded.Rows.Block or > MaxDimension || dimension % Embedded.Rows.Block != 0 || vocabulary < 0)
        {
            throw new InvalidDataException(FormattableString.Invariant(
                $"The table names {rows} rows of {dimension} numbers and a vocabulary of {vocabulary} bytes; allowed are 1 to {MaxRows} rows of 32 to {MaxDimension} numbers, a multiple of 32. {Remedy}"));
        }
    }

    private static void CheckVocabulary(ReadOnlySpan<byte> vocabulary, int rows)
    {
        if (!Utf8.IsValid(vocabulary))
        {
            throw new InvalidDataException($"The table's vocabulary is not UTF-8. {Remedy}");
        }

        int pieces = 1 + vocabulary.Count((byte)'\n');
        if (pieces != rows)
        {
            throw new InvalidDataException(FormattableString.Invariant($"The table has {rows} rows and a vocabulary of {pieces} pieces. {Remedy}"));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CheckNumbers(ReadOnlySpan<float> numbers)
    {
        foreach (float number in numbers)
        {
            if (number is not (>= 0 and <= float.MaxValue))
            {
                throw new InvalidDataException($"The table has a weight or a scale that is negative or not a number. {Remedy}");
            }
        }
    }

    private static (bool IsEnglish, TableTokenizer Tokenizer) ReadSettings(ReadOnlySpan<byte> header, ReadOnlySpan<byte> specials, ReadOnlySpan<byte> vocabulary, int rows)
    {
        var flags = (TableFlags)Int(header, HeaderLength);
        int[] special = MemoryMarshal.Cast<byte, int>(specials).ToArray();
        var tokenizer = new TableTokenizer
        {
            CleansText = flags.HasFlag(TableFlags.CleansText),
            SpacesIdeographs = flags.HasFlag(TableFlags.SpacesIdeographs),
            StripsAccents = flags.HasFlag(TableFlags.StripsAccents),
            LowersCase = flags.HasFlag(TableFlags.LowersCase),
            UnknownId = Int(header, HeaderLength + 4),
            MaxCharactersPerWord = Int(header, HeaderLength + 8),
            SpecialIds = special,
        };
        bool fits = (uint)tokenizer.UnknownId < (uint)rows && Array.TrueForAll(special, one => (uint)one < (uint)rows) && tokenizer.MaxCharactersPerWord > 0
            && (flags & ~TableFlags.All) == TableFlags.None;
        int id = 0;
        foreach (Range line in vocabulary.Split((byte)'\n'))
        {
            int length = Encoding.UTF8.GetCharCount(vocabulary[line]);
            fits &= length <= MaxPieceLength && (id++ != tokenizer.UnknownId || length > 0);
        }

        return fits ? (flags.HasFlag(TableFlags.IsEnglish), tokenizer) : throw new InvalidDataException($"The table's settings contradict its vocabulary. {Remedy}");
    }
}
