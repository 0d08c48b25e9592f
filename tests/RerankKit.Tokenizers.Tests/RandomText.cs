using System.Text;

namespace RerankKit.Tokenizers;

/// <summary>Seeded texts that tokenizers find hard: scripts, marks, controls, white space, repeats, unpaired surrogates.</summary>
internal sealed class RandomText(int seed)
{
    private const string Common = "aabetlLsStTrReEvVmMdDIl''\u2019  \t\n\r0123456789.,;:!?-_()[]{}<>/\\|@#\u00a0\u3000\u00e9\u00e0\u00df\u017fK\u4e2d\u6587\u65e5\u304b\u30ab\ud55c\u0627\u0644\u05d0\u05b8\u0436\u0301\u0308\u0663\u00b2\u00bd\u2167\u200b\u200d\ufe0f\u2028\u0085\u01c5\u2581\u2581";

    private static readonly string[] Special = ["[CLS]", "[SEP]", " [MASK] ", "<s>", "</s>", "<mask>", "<pad>", "<unk>", "<bos>", "<|endoftext|>", "<|im_start|>", "<|begin_of_text|>", "@handle", "rerank", "    "];

    private readonly Random _random = new(seed);

    public int Below(int limit) => _random.Next(limit);

    /// <summary>A text of up to so many characters; unpaired surrogates only when asked for.</summary>
    public string Next(int longest, bool unpaired = false)
    {
        var text = new StringBuilder();
        int length = _random.Next(longest + 1);
        bool repeats = _random.Next(5) == 0;
        string unit = Character(unpaired) + (_random.Next(2) == 0 ? Character(unpaired) : "");
        while (text.Length < length)
        {
            text.Append(repeats ? unit : Character(unpaired));
        }

        return text.ToString();
    }

    /// <summary>Random characters, parts of the reference texts and special tokens of several families, one after another.</summary>
    public string Mixed() => string.Concat(Enumerable.Range(0, 1 + _random.Next(4)).Select(_ => _random.Next(5) switch
    {
        0 => Next(60),
        1 => Over("aA'sbtT .,\n1\u00e9\u0301\u4e2d", 30),
        2 => Special[_random.Next(Special.Length)],
        _ => Part(ReferenceTokenizers.Texts[_random.Next(ReferenceTokenizers.Texts.Count)]),
    }).SelectMany(part => part.EnumerateRunes()));

    /// <summary>A text over a few characters.</summary>
    public string Over(string alphabet, int longest)
    {
        int length = _random.Next(longest + 1);
        var text = new StringBuilder(length);
        for (int i = 0; i < length; i++)
        {
            text.Append(alphabet[_random.Next(alphabet.Length)]);
        }

        return text.ToString();
    }

    private string Part(string text)
    {
        int start = _random.Next(text.Length + 1);
        return text[start..(start + _random.Next(Math.Min(80, text.Length - start) + 1))];
    }

    private string Character(bool unpaired) => _random.Next(unpaired ? 21 : 20) switch
    {
        < 14 => Common[_random.Next(Common.Length)].ToString(),
        < 16 => ((char)_random.Next(1, 0x800)).ToString(),
        < 18 => ((char)_random.Next(0x800, 0xD800)).ToString(),
        < 20 => char.ConvertFromUtf32(_random.Next(0x10000, 0x20000)),
        _ => ((char)_random.Next(0xD800, 0xE000)).ToString(),
    };
}
