namespace RerankKit.Onnx;

/// <summary>ONNX Runtime as what runs a model: <c>options.Session</c>.</summary>
public static class OnnxInferenceOptions
{
    extension(InferenceOptions options)
    {
        /// <summary>How ONNX Runtime runs the graph: execution provider, graph optimisation, threads, memory.</summary>
        /// <value>Default: the CPU, all optimisations. The same as <see cref="InferenceOptions.Graph"/>, which it sets when it is first read.</value>
        /// <exception cref="InvalidOperationException">Something else runs the graph.</exception>
        public OnnxSessionOptions Session
        {
            get
            {
                ArgumentNullException.ThrowIfNull(options);
                options.Graph ??= new OnnxSessionOptions();
                return options.Graph as OnnxSessionOptions
                    ?? throw new InvalidOperationException($"{nameof(options.Graph)} is {options.Graph.GetType().Name}: the model's graph runs there, and no session of ONNX Runtime has it.");
            }

            set
            {
                ArgumentNullException.ThrowIfNull(options);
                options.Graph = value ?? throw new ArgumentNullException(nameof(value));
            }
        }
    }
}
