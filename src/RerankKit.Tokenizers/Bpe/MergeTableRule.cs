namespace RerankKit.Tokenizers;

/// <summary>Symbols merge as a table of pairs says.</summary>
internal readonly struct MergeTableRule(MergeTable table) : IMergeRule
{
    public int Find(int left, int right, int start, int end, out int merged) => table.Find(left, right, out merged);
}
