using RerankKit.Conformance;
using RerankKit.TestModels;

namespace RerankKit.Triton.Tests;

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
        var options = new CrossEncoderOptions { TokenBudget = 64, Server = { ModelName = "cross_encoder", UseBinaryTensors = isBinary, Hedging = new() } };
        Array.ForEach(_servers, server => options.Server.Endpoints.Add(server.Address));
        return CrossEncoderReranker.LoadServed(SharedModels.Of(architecture).FullName, options);
    }
}
