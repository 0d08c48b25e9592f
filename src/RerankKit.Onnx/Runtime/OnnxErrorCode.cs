namespace RerankKit.Onnx;

/// <summary>What kind of failure ONNX Runtime reports.</summary>
public enum OnnxErrorCode
{
    /// <summary>No failure.</summary>
    Ok = 0,

    /// <summary>A failure of no other kind; a run that was told to stop ends so too.</summary>
    Fail = 1,

    /// <summary>An argument does not fit the model: a name, a shape, an element type, an option.</summary>
    InvalidArgument = 2,

    /// <summary>A file is not there.</summary>
    NoSuchFile = 3,

    /// <summary>There is no model.</summary>
    NoModel = 4,

    /// <summary>The engine failed.</summary>
    EngineError = 5,

    /// <summary>An exception inside the runtime, for example out of memory.</summary>
    RuntimeException = 6,

    /// <summary>The file is no ONNX model, or is cut off.</summary>
    InvalidProtobuf = 7,

    /// <summary>The model is loaded already.</summary>
    ModelLoaded = 8,

    /// <summary>The runtime has no implementation of an operator, or of its newer version.</summary>
    NotImplemented = 9,

    /// <summary>The graph contradicts itself.</summary>
    InvalidGraph = 10,

    /// <summary>An execution provider failed.</summary>
    ExecutionProviderFailed = 11,

    /// <summary>Loading the model was stopped.</summary>
    ModelLoadCanceled = 12,

    /// <summary>The model needs to be compiled for the execution provider first.</summary>
    ModelRequiresCompilation = 13,

    /// <summary>Something was not found.</summary>
    NotFound = 14,
}
