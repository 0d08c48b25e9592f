namespace RerankKit.Managed;

/// <content>What goes into the first layer.</content>
internal sealed unsafe partial class EncoderPass
{
    private void Embed(int start, int end)
    {
        TokenSequences sequences = Sequences;
        for (int panel = start; panel < end; panel++)
        {
            float* lanes = _hidden.At(panel);
            int first = panel * Panel.Tokens;
            int count = Math.Min(Panel.Tokens, sequences.Tokens - first);
            int sequence = sequences.Of(first);
            if (count < Panel.Tokens)
            {
                new Span<float>(lanes, (int)_hidden.Stride).Clear();
            }

            for (int lane = 0; lane < count; lane++)
            {
                int token = first + lane;
                while (token >= sequences.Start(sequence + 1))
                {
                    sequence++;
                }

                int position = token - sequences.Start(sequence);
                Embed(token, position, lanes + lane);
                Turn(panel, lane, position);
            }

            _kernel.Normalize(lanes, residual: null, lanes, _weights.Norm);
            if (_weights.Config.Relative is not null)
            {
                ClearUnattended(lanes, first, 0..count);
            }
        }
    }

    private void Embed(int token, int position, float* lane)
    {
        float* words = _weights.Words + ((nint)Sequences.Ids[token] * Hidden);
        if (_weights.Positions == null)
        {
            for (int i = 0; i < Hidden; i++)
            {
                lane[i * Panel.Tokens] = words[i];
            }

            return;
        }

        float* positions = _weights.Positions + ((nint)(position + _weights.Config.PositionOffset) * Hidden);
        float* types = _weights.Types + ((nint)Sequences.Types[token] * Hidden);
        for (int i = 0; i < Hidden; i++)
        {
            lane[i * Panel.Tokens] = words[i] + types[i] + positions[i];
        }
    }

    private void Turn(int panel, int lane, int position)
    {
        for (int rotation = 0; rotation < _turns.Length; rotation++)
        {
            float[] frequencies = _weights.Frequencies[rotation];
            float* cosines = _turns[rotation].At(panel) + lane;
            float* sines = cosines + (frequencies.Length * Panel.Tokens);
            for (int i = 0; i < frequencies.Length; i++)
            {
                (double sine, double cosine) = Math.SinCos(position * (double)frequencies[i]);
                (sines[i * Panel.Tokens], cosines[i * Panel.Tokens]) = ((float)sine, (float)cosine);
            }
        }
    }
}
