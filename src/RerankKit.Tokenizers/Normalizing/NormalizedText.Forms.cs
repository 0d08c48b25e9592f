namespace RerankKit.Tokenizers;

/// <content>The Unicode normalization forms (UAX #15), with the ranges that the reference gives to what is composed and reordered.</content>
internal sealed partial class NormalizedText
{
    private const int Unset = -1;

    /// <summary>Decomposed characters whose order is not known yet, then in their order.</summary>
    private (byte Class, int CodePoint, int Change)[] _pending = new (byte, int, int)[16];
    private (byte Class, int CodePoint, int Change)[] _sorted = [];
    private int _pendingCount;

    /// <summary>What follows the starter and did not compose with it.</summary>
    private (int CodePoint, int Change)[] _followers = new (int, int)[16];
    private int _followerCount;
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

        if (_pendingCount == _pending.Length)
        {
            Array.Resize(ref _pending, _pending.Length * 2);
        }

        _pending[_pendingCount++] = (combiningClass, codePoint, change);
    }

    /// <summary>Puts what is pending into canonical order and hands it on.</summary>
    private void Release(bool compose)
    {
        SortPending();
        foreach ((byte combiningClass, int codePoint, int change) in _pending.AsSpan(0, _pendingCount))
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

        _pendingCount = 0;
    }

    /// <summary>A stable sort by class: by insertion when there are few, else by counting, so that a text of marks takes linear time.</summary>
    private void SortPending()
    {
        var pending = _pending.AsSpan(0, _pendingCount);
        if (pending.Length <= 32)
        {
            for (int i = 1; i < pending.Length; i++)
            {
                var moved = pending[i];
                int k = i;
                for (; k > 0 && pending[k - 1].Class > moved.Class; k--)
                {
                    pending[k] = pending[k - 1];
                }

                pending[k] = moved;
            }

            return;
        }

        Span<int> places = stackalloc int[257];
        places.Clear();
        foreach (var item in pending)
        {
            places[item.Class + 1]++;
        }

        for (int i = 1; i < places.Length; i++)
        {
            places[i] += places[i - 1];
        }

        if (_sorted.Length < _pending.Length)
        {
            _sorted = new (byte, int, int)[_pending.Length];
        }

        foreach (var item in pending)
        {
            _sorted[places[item.Class]++] = item;
        }

        (_pending, _sorted) = (_sorted, _pending);
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
            if (_followerCount == _followers.Length)
            {
                Array.Resize(ref _followers, _followers.Length * 2);
            }

            _followers[_followerCount++] = (codePoint, change);
            _lastClass = combiningClass;
        }
    }

    private void ReleaseFollowers()
    {
        foreach ((int codePoint, int change) in _followers.AsSpan(0, _followerCount))
        {
            Change(codePoint, change);
        }

        _followerCount = 0;
    }
}
