using RerankKit.Managed;

namespace RerankKit.Onnx;

/// <summary>ONNX Runtime as what runs a model: <c>options.Session</c>.</summary>
public static class OnnxInferenceOptions
{
    extension(InferenceOptions options)
    {
        /// <summary>What computes the model.</summary>
        /// <value>
        /// Default <see cref="ModelEngine.Auto"/>, which says in the log what it took, and metadata has it as the provider: <c>managed</c> or <c>onnx</c>. Setting <c>Session</c> asks for ONNX
        /// Runtime. The environment variable <c>RERANKKIT_ENGINE</c> says what <see cref="ModelEngine.Auto"/> comes to in a process.
        /// </value>
        /// <exception cref="ArgumentOutOfRangeException">The value is no member of the enumeration.</exception>
        public ModelEngine Engine
        {
            get => options.Graph switch
            {
                null or AutoEngine => ModelEngine.Auto,
                ManagedOptions => ModelEngine.Managed,
                OnnxSessionOptions => ModelEngine.OnnxRuntime,
                GraphOptions other => throw new InvalidOperationException($"{nameof(options.Graph)} is {other.GetType().Name}: the model's graph runs there, and no engine of this process has it."),
            };

            set => options.Graph = value switch
            {
                ModelEngine.Auto => null,
                ModelEngine.Managed => options.Graph as ManagedOptions ?? new ManagedOptions(),
                ModelEngine.OnnxRuntime => options.Graph as OnnxSessionOptions ?? new OnnxSessionOptions(),
                _ => throw Throw.OutOfRange(value, "Auto, Managed or OnnxRuntime"),
            };
        }

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
