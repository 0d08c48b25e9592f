namespace RerankKit.Tokenizers;

/// <content>The Unicode normalization forms (UAX #15), with the ranges that the reference gives to what is composed and reordered.</content>
internal sealed partial class NormalizedText
{
    private const int Unset = -1;

    /// <summary>Decomposed characters whose order is not known yet: by class, of one class as they came.</summary>
    private readonly List<(byte Class, int Place, int CodePoint, int Change)> _pending = [];

    /// <summary>What follows the starter and did not compose with it.</summary>
    private readonly List<(int CodePoint, int Change)> _followers = [];

    private int _starter;
    private int _starterChange;
    private int _lastClass;

    /// <summary>Brings the text into NFD, NFKD, NFC or NFKC.</summary>
    public void ToForm(bool compatibility, bool compose)
    {
        if (IsIn(compatibility, compose))
        {
            return;
        }

        BeginChanges();
        _starter = Unset;
        _lastClass = Unset;
        Span<int> letters = stackalloc int[3];
        for (int i = 0; i < Length;)
        {
            int c = CodePoint.At(Text, i, out int width);
            i += width;
            if (c < 0x80)
            {
                Push(c, 0, compose);
                continue;
            }

            ReadOnlySpan<int> parts = Decompositions.IsHangulSyllable(c)
                ? letters[..Decompositions.OfHangul(c, letters)]
                : Decompositions.Of(c, compatibility);
            if (parts.IsEmpty)
            {
                Push(c, 0, compose);
            }

            for (int k = 0; k < parts.Length; k++)
            {
                Push(parts[k], k == 0 ? 0 : 1, compose);
            }
        }

        Release(compose);
        if (_starter != Unset)
        {
            Change(_starter, _starterChange);
        }

        ReleaseFollowers();
        EndRewrite();
    }

    private bool IsIn(bool compatibility, bool compose)
    {
        CharacterTraits changing = compose
            ? CharacterTraits.MayCompose | (compatibility ? CharacterTraits.DecomposesByCompatibility : CharacterTraits.None)
            : CharacterTraits.Reorders | CharacterTraits.Decomposes | (compatibility ? CharacterTraits.DecomposesByCompatibility : CharacterTraits.None);
        ReadOnlySpan<char> text = Text;
        for (int i = CodePoint.IndexOfNonAscii(text); i >= 0 && i < text.Length;)
        {
            int c = CodePoint.At(text, i, out int width);
            if ((CharacterTable.Of(c) & changing) != CharacterTraits.None)
            {
                return false;
            }

            i += width;
        }

        return true;
    }

    private void Push(int codePoint, int change, bool compose)
    {
        byte combiningClass = codePoint < 0x300 ? (byte)0 : Decompositions.ClassOf(codePoint);
        if (combiningClass == 0)
        {
            Release(compose);
        }

        _pending.Add((combiningClass, _pending.Count, codePoint, change));
    }

    /// <summary>Puts what is pending into canonical order and hands it on.</summary>
    private void Release(bool compose)
    {
        if (_pending.Count > 1)
        {
            _pending.Sort(static (left, right) => left.Class != right.Class ? left.Class - right.Class : left.Place - right.Place);
        }

        foreach ((byte combiningClass, _, int codePoint, int change) in _pending)
        {
            if (compose)
            {
                Compose(codePoint, change, combiningClass);
            }
            else
            {
                Change(codePoint, change);
            }
        }

        _pending.Clear();
    }

    private void Compose(int codePoint, int change, byte combiningClass)
    {
        if (_starter == Unset)
        {
            if (combiningClass != 0)
            {
                Change(codePoint, change);
            }
            else
            {
                (_starter, _starterChange) = (codePoint, change);
            }

            return;
        }

        bool blocked = _lastClass != Unset && _lastClass >= combiningClass;
        int composed = blocked ? Unset : Decompositions.Compose(_starter, codePoint);
        if (composed >= 0)
        {
            (_starter, _starterChange) = (composed, _starterChange + change - 1);
        }
        else if (combiningClass == 0)
        {
            Change(_starter, _starterChange);
            ReleaseFollowers();
            (_starter, _starterChange, _lastClass) = (codePoint, change, Unset);
        }
        else
        {
            _followers.Add((codePoint, change));
            _lastClass = combiningClass;
        }
    }

    private void ReleaseFollowers()
    {
        foreach ((int codePoint, int change) in _followers)
        {
            Change(codePoint, change);
        }

        _followers.Clear();
    }
}
