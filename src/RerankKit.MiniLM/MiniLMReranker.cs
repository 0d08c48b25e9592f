using RerankKit.LateInteraction;
using RerankKit.Models;
using RerankKit.Onnx;

namespace RerankKit.MiniLM;

/// <summary>Makes rerankers of the model in the package.</summary>
public static class MiniLMReranker
{
    /// <summary>A reranker by late interaction: every token of the query looks for the most alike token of the document.</summary>
    /// <remarks>ONNX Runtime computes it where the application has its native library, else the managed engine does; <c>Engine</c> names one.</remarks>
    /// <param name="configureEncoder">Sets lengths, threads, <c>Engine</c>, device; null for the defaults: texts of up to 256 tokens.</param>
    /// <param name="options">Sets store, precision, aggregation; null for the defaults: every document is encoded in every call.</param>
    /// <returns>A reranker. The caller disposes it, and the model with it.</returns>
    /// <exception cref="DirectoryNotFoundException">The model is not beside the application.</exception>
    /// <exception cref="DllNotFoundException">ONNX Runtime was asked for, and its native library is missing.</exception>
    /// <exception cref="OnnxException">ONNX Runtime was asked for, and its native library refuses the graph.</exception>
    public static LateInteractionReranker Create(Action<MultiVectorEncoderOptions>? configureEncoder = null, LateInteractionRerankerOptions? options = null)
    {
        var encoderOptions = new MultiVectorEncoderOptions { AcceptEmbeddingModel = true };
        configureEncoder?.Invoke(encoderOptions);
        return new(MultiVectorEncoder.Load(MiniLMModel.Directory, encoderOptions), options);
    }
}
