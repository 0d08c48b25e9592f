namespace RerankKit.Tokenizers;

/// <content>Which symbols merge.</content>
internal sealed partial class SentencePieceBpeModel
{
    /// <summary>Two symbols merge when their texts together are a piece.</summary>
    private readonly ref struct Rule(ReadOnlySpan<char> word, SentencePieceBpeModel model) : IMergeRule
    {
        private readonly ReadOnlySpan<char> _word = word;

        public int Find(int left, int right, int start, int end, out int merged)
        {
            merged = -1;
            // The length is bounded so that looking up stays cheap in a long word.
            if (((left | right) & Frozen) != 0 || end - start > model._pieces.LongestToken)
            {
                return MergeTable.NoRank;
            }

            merged = model._pieces.IdOf(_word[start..end]);
            return merged < 0 ? MergeTable.NoRank : model._ranks[merged];
        }
    }
}
