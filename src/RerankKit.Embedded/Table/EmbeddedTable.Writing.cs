using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace RerankKit.Embedded;

/// <content>Writing.</content>
internal sealed unsafe partial class EmbeddedTable
{
    // WordPiece looks for no longer ones.
    private const int MaxPieceLength = 256;

    /// <summary>Writes a table.</summary>
    /// <param name="pieces">The vocabulary.</param>
    /// <param name="weights">How much each piece says.</param>
    /// <param name="vectors">The rows.</param>
    /// <param name="tokenizer">How texts are cut; null for version 1, cut as bert-base-uncased is, and English.</param>
    /// <param name="isEnglish">With a tokenizer: whether English function words tell texts that it knows from others.</param>
    public static byte[] Write(IReadOnlyList<string> pieces, ReadOnlySpan<float> weights, ReadOnlySpan<sbyte> vectors, TableTokenizer? tokenizer = null, bool isEnglish = true)
    {
        byte[] vocabulary = Encoding.UTF8.GetBytes(string.Join('\n', pieces));
        byte[] settings = tokenizer is null ? [] : Settings(tokenizer, isEnglish);
        int rows = pieces.Count;
        int dimension = vectors.Length / rows;
        int at = (int)Align(HeaderLength + settings.Length + vocabulary.Length);
        byte[] file = new byte[at + (2 * sizeof(float) * rows) + vectors.Length];
        "RKEM"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), tokenizer is null ? 1 : 2);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(8), rows);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(12), dimension);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(16), vocabulary.Length);
        settings.CopyTo(file, HeaderLength);
        vocabulary.CopyTo(file, HeaderLength + settings.Length);
        for (int i = 0; i < rows; i++)
        {
            int squares = 0;
            foreach (sbyte value in vectors.Slice(i * dimension, dimension))
            {
                squares += value * value;
            }

            BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(at + (sizeof(float) * i)), weights[i]);
            BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(at + (sizeof(float) * (rows + i))), squares == 0 ? 0 : (float)(1 / Math.Sqrt(squares)));
        }

        MemoryMarshal.AsBytes(vectors).CopyTo(file.AsSpan(at + (2 * sizeof(float) * rows)));
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(20), Digest(file));
        return file;
    }

    private static byte[] Settings(TableTokenizer tokenizer, bool isEnglish)
    {
        TableFlags flags = (tokenizer.CleansText ? TableFlags.CleansText : TableFlags.None)
            | (tokenizer.SpacesIdeographs ? TableFlags.SpacesIdeographs : TableFlags.None)
            | (tokenizer.StripsAccents ? TableFlags.StripsAccents : TableFlags.None)
            | (tokenizer.LowersCase ? TableFlags.LowersCase : TableFlags.None)
            | (isEnglish ? TableFlags.IsEnglish : TableFlags.None);
        int[] numbers = [(int)flags, tokenizer.UnknownId, tokenizer.MaxCharactersPerWord, tokenizer.SpecialIds.Length, .. tokenizer.SpecialIds];
        byte[] bytes = new byte[numbers.Length * sizeof(int)];
        for (int i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(i * sizeof(int)), numbers[i]);
        }

        return bytes;
    }

    private static ulong Digest(ReadOnlySpan<byte> file) => Hash128.OfBytes(file[HeaderLength..]).Low;
}
