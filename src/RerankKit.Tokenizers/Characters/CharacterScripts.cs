namespace RerankKit.Tokenizers;

/// <summary>Numbers the scripts of characters, as the UnicodeScripts pre-tokenizer tells them apart.</summary>
internal static class CharacterScripts
{
    /// <summary>The number of "any script": the space and unassigned characters.</summary>
    public const byte Any = 0;

    private static readonly PagedMap<byte> Scripts = new();

    static CharacterScripts()
    {
        Dictionary<string, byte> numbers = [];
        foreach ((string name, string[] entries) in CharacterFile.Lines("scripts"))
        {
            numbers.TryAdd(name, (byte)(numbers.Count + 1));
            foreach (string entry in entries)
            {
                (int first, int last, _, _) = CharacterFile.Parse(entry);
                for (int c = first; c <= last; c++)
                {
                    Scripts.Edit(c) = numbers[name];
                }
            }
        }
    }

    public static byte Of(int codePoint) => Scripts[codePoint];
}
