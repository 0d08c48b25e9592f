namespace RerankKit.Triton;

/// <summary>Triton's binary tensor data extension: of an input how many bytes of the body are its numbers, of an output whether it is to come as bytes.</summary>
internal sealed record InferParameters(int? BinaryDataSize = null, bool? BinaryData = null);
