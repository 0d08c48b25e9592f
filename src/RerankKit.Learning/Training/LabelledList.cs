namespace RerankKit.Learning;

/// <summary>A query's candidates as training sees them.</summary>
/// <param name="QueryId">The query.</param>
/// <param name="Group">Queries of one group are nearly the same.</param>
/// <param name="Ids">The candidates' ids, in their order.</param>
/// <param name="Features">A row per candidate.</param>
/// <param name="Grades">0 for what is not relevant.</param>
/// <param name="Weights">How much each counts.</param>
internal sealed record LabelledList(string QueryId, int Group, string[] Ids, float[][] Features, int[] Grades, float[] Weights)
{
    /// <summary>Whether there is anything to learn from it.</summary>
    public bool IsUseful => Array.Exists(Grades, grade => grade != Grades[0]);
}
