namespace RerankKit.Cli.LateInteraction;

/// <summary><c>--vectors</c>: how a store keeps the numbers of token vectors.</summary>
internal static class StorePrecision
{
    public static ChoiceOption<TokenVectorPrecision> Create() => new(
        "--vectors",
        "How vectors are kept, where the store does not have the model's yet",
        ("int8", TokenVectorPrecision.Int8),
        ("fp32", TokenVectorPrecision.Float32),
        ("fp16", TokenVectorPrecision.Float16),
        ("bf16", TokenVectorPrecision.BFloat16),
        ("residual2", TokenVectorPrecision.Residual2Bit),
        ("residual1", TokenVectorPrecision.Residual1Bit));
}
