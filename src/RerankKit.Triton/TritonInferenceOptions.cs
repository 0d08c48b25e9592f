namespace RerankKit.Triton;

/// <summary>A server as what runs a model: <c>options.Server</c>.</summary>
public static class TritonInferenceOptions
{
    extension(InferenceOptions options)
    {
        /// <summary>Where the model is served, and how it is asked.</summary>
        /// <value>The same as <see cref="InferenceOptions.Graph"/>, which it sets when it is first read.</value>
        /// <exception cref="InvalidOperationException">Something else runs the graph.</exception>
        public TritonOptions Server
        {
            get
            {
                ArgumentNullException.ThrowIfNull(options);
                options.Graph ??= new TritonOptions();
                return options.Graph as TritonOptions
                    ?? throw new InvalidOperationException($"{nameof(options.Graph)} is {options.Graph.GetType().Name}: the model's graph runs there, and not on a server.");
            }

            set
            {
                ArgumentNullException.ThrowIfNull(options);
                options.Graph = value ?? throw new ArgumentNullException(nameof(value));
            }
        }
    }
}
