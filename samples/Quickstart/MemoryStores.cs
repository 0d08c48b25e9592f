using RerankKit;
using RerankKit.LateInteraction;

namespace Quickstart;

/// <summary>Keeps the token vectors of an encoder in memory, in 8-bit integers.</summary>
internal sealed class MemoryStores : ITokenVectorStoreProvider
{
    public ITokenVectorStore Open(MultiVectorEncoderMetadata encoder) =>
        new MemoryTokenVectorStore(encoder.Revision!, TokenVectorCodecs.Create(TokenVectorPrecision.Int8, encoder.Dimension));
}
