using RerankKit;
using RerankKit.LateInteraction;

namespace SearchWeb.Retrieval;

/// <summary>Keeps vectors in this process's memory, in 8-bit integers.</summary>
internal sealed class MemoryStores : ITokenVectorStoreProvider
{
    private const long MaxBytes = 1L << 30;

    public ITokenVectorStore Open(MultiVectorEncoderMetadata encoder) =>
        new MemoryTokenVectorStore(encoder.Revision!, TokenVectorCodecs.Create(TokenVectorPrecision.Int8, encoder.Dimension), MaxBytes);
}
