namespace RerankKit.Managed;

/// <summary>The sequences of a run, one behind the other without padding. Filled again and again.</summary>
internal sealed class TokenSequences
{
    private int[] _ids = new int[512];
    private byte[] _types = new byte[512];
    private byte[] _attended = new byte[512];
    private int[] _starts = new int[64];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Tokens of all.</summary>
    public int Tokens => _starts[Count];

    /// <summary>Tokens of the longest.</summary>
    public int Longest { get; private set; }

    /// <summary>Whether some tokens are not seen by the others of their sequence.</summary>
    public bool HasUnattended { get; private set; }

    public ReadOnlySpan<int> Ids => _ids;

    public ReadOnlySpan<byte> Types => _types;

    /// <summary>Per token whether it is seen: 1, or 0.</summary>
    public ReadOnlySpan<byte> Attended => _attended;

    /// <summary>Where a sequence begins; of <see cref="Count"/>, where the last one ends.</summary>
    public int Start(int sequence) => _starts[sequence];

    /// <summary>The sequence that a token belongs to.</summary>
    public int Of(int token)
    {
        int found = _starts.AsSpan(0, Count + 1).BinarySearch(token);
        return found >= 0 ? found : ~found - 1;
    }

    /// <summary>Takes a batch over.</summary>
    /// <exception cref="InvalidDataException">A token id is beyond the table, or a sequence longer than the table of positions.</exception>
    public void Fill(SequenceBatch batch, EncoderWeights weights)
    {
        (Count, Longest, HasUnattended) = (0, 0, false);
        for (int row = 0; row < batch.Count; row++)
        {
            ReadOnlySpan<int> tokens = batch.Tokens(row);
            if (tokens.Length + weights.Config.PositionOffset > weights.Config.Positions || tokens.IsEmpty)
            {
                throw new InvalidDataException(Invariant($"A sequence has {tokens.Length} tokens; the model has positions for 1 to {weights.Config.Positions - weights.Config.PositionOffset}."));
            }

            Append(tokens, weights);
        }
    }

    private void Append(ReadOnlySpan<int> tokens, EncoderWeights weights)
    {
        int start = Tokens;
        while (start + tokens.Length > _ids.Length)
        {
            Array.Resize(ref _ids, _ids.Length * 2);
            Array.Resize(ref _types, _ids.Length);
            Array.Resize(ref _attended, _ids.Length);
        }

        if (Count + 1 == _starts.Length)
        {
            Array.Resize(ref _starts, _starts.Length * 2);
        }

        for (int i = 0; i < tokens.Length; i++)
        {
            int id = TokenArena.IdOf(tokens[i]);
            if (id >= weights.Vocabulary)
            {
                throw new InvalidDataException(Invariant($"The token id {id} is beyond the model's table of {weights.Vocabulary} words: tokenizer and weights are not of the same model."));
            }

            _ids[start + i] = id;
            _types[start + i] = (byte)Math.Min(TokenArena.TypeOf(tokens[i]), weights.Config.Types - 1);
            bool isAttended = TokenArena.IsAttended(tokens[i]);
            _attended[start + i] = isAttended ? (byte)1 : (byte)0;
            HasUnattended |= !isAttended;
        }

        Count++;
        _starts[Count] = start + tokens.Length;
        Longest = Math.Max(Longest, tokens.Length);
    }
}
