namespace RerankKit.Tokenizers;

/// <summary>The 256 printable characters that stand for bytes in byte-level vocabularies (GPT-2).</summary>
internal static class ByteAlphabet
{
    private static readonly char[] Characters = CreateCharacters();
    private static readonly short[] Bytes = CreateBytes();

    /// <summary>The character that stands for a byte.</summary>
    public static char CharacterOf(byte value) => Characters[value];

    /// <summary>The byte that a character stands for, or -1.</summary>
    public static int ByteOf(char character) => character < Bytes.Length ? Bytes[character] : -1;

    // Printable Latin-1 stands for itself; the other 68 bytes get the characters from U+0100 on.
    private static char[] CreateCharacters()
    {
        char[] characters = new char[256];
        int shifted = 0;
        for (int value = 0; value < characters.Length; value++)
        {
            bool printable = value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or >= 0xAE;
            characters[value] = printable ? (char)value : (char)(0x100 + shifted++);
        }

        return characters;
    }

    private static short[] CreateBytes()
    {
        short[] bytes = new short[0x100 + 68];
        bytes.AsSpan().Fill(-1);
        for (int value = 0; value < Characters.Length; value++)
        {
            bytes[Characters[value]] = (short)value;
        }

        return bytes;
    }
}
