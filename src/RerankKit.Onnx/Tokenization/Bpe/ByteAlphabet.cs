namespace RerankKit.Onnx;

/// <summary>The 256 printable characters that stand for bytes in byte-level vocabularies (GPT-2).</summary>
internal static class ByteAlphabet
{
    private static readonly char[] s_characters = CreateCharacters();
    private static readonly short[] s_bytes = CreateBytes();

    /// <summary>The character that stands for a byte.</summary>
    public static char CharacterOf(byte value) => s_characters[value];

    /// <summary>The byte that a character stands for, or -1.</summary>
    public static int ByteOf(char character) => character < s_bytes.Length ? s_bytes[character] : -1;

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
        for (int value = 0; value < s_characters.Length; value++)
        {
            bytes[s_characters[value]] = (short)value;
        }

        return bytes;
    }
}
