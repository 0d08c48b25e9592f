using RerankKit.Conformance;
using RerankKit.TestModels;

namespace RerankKit.Onnx.Tests.Serving;

[TestFixture(TestArchitecture.Bert, true)]
[TestFixture(TestArchitecture.XlmRoberta, false)]
public sealed class RemoteCrossEncoderConformanceTests(TestArchitecture architecture, bool isBinary) : RerankerConformanceTests, IDisposable
{
    private ServedTestModel _model = null!;
    private KServeServer[] _servers = null!;

    [OneTimeSetUp]
    public void Serve()
    {
        _model = new(SharedModels.Of(architecture).FullName) { MaxBatchSize = 4 };
        _servers = [new(_model.Answer), new(_model.Answer)];
    }

    public void Dispose()
    {
        Array.ForEach(_servers, server => server.Dispose());
        _model.Dispose();
    }

    protected override IReranker CreateReranker()
    {
        var options = new RemoteCrossEncoderOptions { ModelName = "cross_encoder", UseBinaryTensors = isBinary, TokenBudget = 64, Hedging = new() };
        Array.ForEach(_servers, server => options.Endpoints.Add(server.Address));
        return RemoteCrossEncoderReranker.Load(SharedModels.Of(architecture).FullName, options);
    }
}
