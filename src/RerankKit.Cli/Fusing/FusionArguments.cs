namespace RerankKit.Cli.Fusing;

/// <summary>The arguments that say how to fuse.</summary>
internal sealed class FusionArguments
{
    private static readonly (string Name, FusionMethod Value)[] Methods =
    [
        ("rrf", FusionMethod.Rrf),
        ("comb-sum", FusionMethod.CombSum),
        ("comb-mnz", FusionMethod.CombMnz),
        ("comb-min", FusionMethod.CombMin),
        ("comb-max", FusionMethod.CombMax),
        ("comb-med", FusionMethod.CombMed),
        ("comb-anz", FusionMethod.CombAnz),
        ("convex", FusionMethod.ConvexCombination),
        ("convex-combination", FusionMethod.ConvexCombination),
        ("isr", FusionMethod.Isr),
        ("logn-isr", FusionMethod.LogNIsr),
        ("rbc", FusionMethod.Rbc),
        ("borda", FusionMethod.Borda),
        ("condorcet", FusionMethod.Condorcet),
    ];

    private static readonly (string Name, ScoreNormalization Value)[] Norms =
    [
        ("min-max", ScoreNormalization.MinMax),
        ("min-max-inverted", ScoreNormalization.MinMaxInverted),
        ("max", ScoreNormalization.Max),
        ("sum", ScoreNormalization.Sum),
        ("z-score", ScoreNormalization.ZScore),
        ("zmuv", ScoreNormalization.ZScore),
        ("rank", ScoreNormalization.Rank),
        ("borda", ScoreNormalization.Borda),
        ("none", ScoreNormalization.None),
    ];

    private readonly ChoiceOption<FusionMethod> _method;

    private readonly Option<int> _k = CheckedOption.Create<int>(
        "--k", "n", "The k of rrf: the larger, the less the first ranks stand out.", text => Numbers.Whole(text), value => _ = new RankFusionOptions { K = value })
        .WithDefault(new RankFusionOptions().K);

    private readonly ChoiceOption<ScoreNormalization> _norm = new("--norm", "How scores are brought to one scale, in the comb methods and convex", Norms);

    private readonly ChoiceOption<MissingScorePolicy> _missing = new(
        "--missing",
        "What a document gets from a run that does not hold it, in the comb methods and convex",
        ("zero", MissingScorePolicy.Zero),
        ("minimum", MissingScorePolicy.Minimum),
        ("excluded", MissingScorePolicy.Excluded));

    private readonly Option<double> _phi = CheckedOption.Create<double>(
        "--phi", "p", "The persistence of rbc, above 0 and below 1.", text => Numbers.Real(text), value => _ = new RankFusionOptions { Phi = value })
        .WithDefault(new RankFusionOptions().Phi);

    private readonly Option<double> _sigma = CheckedOption.Create<double>(
        "--sigma", "s", "The σ of logn-isr, 0 to 1.", text => Numbers.Real(text), value => _ = new RankFusionOptions { Sigma = value })
        .WithDefault(new RankFusionOptions().Sigma);

    /// <param name="method">The default.</param>
    public FusionArguments(FusionMethod method)
    {
        _method = new("--method", "How one score is made of several", [.. Methods.OrderBy(choice => choice.Value != method)]);
    }

    /// <summary>Is left out where the weights are what is sought.</summary>
    public Option<double[]> Weights { get; } = CheckedOption.Create<double[]>(
        "--weights", "list", "One weight per run, in their order, separated by commas.", Numbers.Reals, value => _ = new RankFusionOptions { Weights = value });

    public void AddTo(Command command) => Array.ForEach([_method, _k, _norm, _missing, _phi, _sigma], (Option option) => command.Add(option));

    public string NameOf(ParseResult result)
    {
        FusionMethod method = _method.Read(result);
        return Array.Find(Methods, choice => choice.Value == method).Name;
    }

    /// <exception cref="InputException">An option is given that the method does not use.</exception>
    public RankFusionOptions Read(ParseResult result)
    {
        FusionMethod method = _method.Read(result);
        RefuseUnused(result, method);
        return new()
        {
            Method = method,
            K = result.GetValue(_k),
            Weights = result.GetResult(Weights) is null ? null : result.GetValue(Weights),
            Normalization = _norm.Read(result),
            MissingPolicy = _missing.Read(result),
            Phi = result.GetValue(_phi),
            Sigma = result.GetValue(_sigma),
        };
    }

    private static bool CombinesScores(FusionMethod method) => method
        is FusionMethod.CombSum or FusionMethod.CombMnz or FusionMethod.CombMin or FusionMethod.CombMax
        or FusionMethod.CombMed or FusionMethod.CombAnz or FusionMethod.ConvexCombination;

    private void RefuseUnused(ParseResult result, FusionMethod method)
    {
        (Option Option, bool IsUsed)[] uses =
        [
            (_k, method == FusionMethod.Rrf),
            (_norm, CombinesScores(method)),
            (_missing, CombinesScores(method)),
            (_phi, method == FusionMethod.Rbc),
            (_sigma, method == FusionMethod.LogNIsr),
        ];
        result.Refuse($"--method {NameOf(result)}", uses.Where(use => !use.IsUsed).Select(use => use.Option));
    }
}
