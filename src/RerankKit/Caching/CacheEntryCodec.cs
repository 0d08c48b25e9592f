using System.Buffers.Binary;

namespace RerankKit;

/// <summary>The form of an entry in a distributed cache: 56 bytes, little-endian, with a check over key and content.</summary>
/// <remarks>
/// Byte 0 version; 1 kind; 2 placement; 3 flags (1 raw score, 2 token count, 4 truncated, 8 query truncated); 4 check (4 bytes); 8 score;
/// 16 raw score; 24 token count (4 bytes); 28 rank (4 bytes); 32 stamp; 40 expiry, UTC ticks; 48 tokens read of the query (4 bytes); 52 tokens of the
/// query (4 bytes), both -1 where nobody counted.
/// </remarks>
internal static class CacheEntryCodec
{
    private const byte Version = 2;
    private const byte HasRawScore = 1;
    private const byte HasTokenCount = 2;
    private const byte IsTruncated = 4;
    private const byte IsQueryTruncated = 8;
    private const int Unknown = -1;
    private const int Length = 56;
    private const int GenerationLength = 12;

    public static byte[] Write(in Hash128 key, in CacheEntry entry)
    {
        byte[] value = new byte[Length];
        RerankResult result = entry.Result;
        value[0] = Version;
        value[1] = (byte)entry.Kind;
        value[2] = (byte)result.Placement;
        value[3] |= result.RawScore.HasValue ? HasRawScore : (byte)0;
        value[3] |= result.TokenCount.HasValue ? HasTokenCount : (byte)0;
        value[3] |= result.IsTruncated ? IsTruncated : (byte)0;
        value[3] |= entry.QueryTruncation is not null ? IsQueryTruncated : (byte)0;
        BinaryPrimitives.WriteDoubleLittleEndian(value.AsSpan(8), result.Score);
        BinaryPrimitives.WriteDoubleLittleEndian(value.AsSpan(16), result.RawScore.GetValueOrDefault());
        BinaryPrimitives.WriteInt32LittleEndian(value.AsSpan(24), result.TokenCount.GetValueOrDefault());
        BinaryPrimitives.WriteInt32LittleEndian(value.AsSpan(28), result.Index);
        BinaryPrimitives.WriteUInt64LittleEndian(value.AsSpan(32), entry.Stamp);
        BinaryPrimitives.WriteInt64LittleEndian(value.AsSpan(40), entry.ExpiresAt);
        BinaryPrimitives.WriteInt32LittleEndian(value.AsSpan(48), entry.QueryTruncation?.TokensRead ?? Unknown);
        BinaryPrimitives.WriteInt32LittleEndian(value.AsSpan(52), entry.QueryTruncation?.TokenCount ?? Unknown);
        BinaryPrimitives.WriteUInt32LittleEndian(value.AsSpan(4), Check(key, value));
        return value;
    }

    /// <summary>Reads what <see cref="Write"/> wrote under the same key; false for anything else.</summary>
    public static bool TryRead(in Hash128 key, ReadOnlySpan<byte> value, out CacheEntry entry)
    {
        entry = default;
        if (value.Length != Length || value[0] != Version || BinaryPrimitives.ReadUInt32LittleEndian(value[4..]) != Check(key, value))
        {
            return false;
        }

        int flags = value[3];
        double raw = BinaryPrimitives.ReadDoubleLittleEndian(value[16..]);
        int tokens = BinaryPrimitives.ReadInt32LittleEndian(value[24..]);
        var result = new RerankResult(BinaryPrimitives.ReadInt32LittleEndian(value[28..]), BinaryPrimitives.ReadDoubleLittleEndian(value[8..]))
        {
            Placement = (RerankPlacement)value[2],
            RawScore = (flags & HasRawScore) != 0 ? raw : null,
            TokenCount = (flags & HasTokenCount) != 0 ? tokens : null,
            IsTruncated = (flags & IsTruncated) != 0,
        };
        entry = new(
            result,
            (RerankScoreKind)value[1],
            BinaryPrimitives.ReadUInt64LittleEndian(value[32..]),
            BinaryPrimitives.ReadInt64LittleEndian(value[40..]))
        {
            QueryTruncation = (flags & IsQueryTruncated) == 0 ? null : new() { TokensRead = ReadCount(value[48..]), TokenCount = ReadCount(value[52..]) },
        };
        return double.IsFinite(result.Score) && result.Index >= 0 && tokens >= 0 && Enum.IsDefined(entry.Kind) && Enum.IsDefined(result.Placement);
    }

    public static byte[] WriteGeneration(in Hash128 key, long generation)
    {
        byte[] value = new byte[GenerationLength];
        BinaryPrimitives.WriteInt64LittleEndian(value.AsSpan(4), generation);
        BinaryPrimitives.WriteUInt32LittleEndian(value, CheckOf(key, value.AsSpan(4)));
        return value;
    }

    public static bool TryReadGeneration(in Hash128 key, ReadOnlySpan<byte> value, out long generation)
    {
        bool valid = value.Length == GenerationLength && BinaryPrimitives.ReadUInt32LittleEndian(value) == CheckOf(key, value[4..]);
        generation = valid ? BinaryPrimitives.ReadInt64LittleEndian(value[4..]) : 0;
        return valid && generation > 0;
    }

    private static int? ReadCount(ReadOnlySpan<byte> value) => BinaryPrimitives.ReadInt32LittleEndian(value) is >= 0 and int count ? count : null;

    private static uint Check(in Hash128 key, ReadOnlySpan<byte> value) =>
        CheckOf(key, value[8..]) ^ CheckOf(key, value[..4]);

    private static uint CheckOf(in Hash128 key, ReadOnlySpan<byte> content) => (uint)key.Then(Hash128.OfBytes(content)).Low;
}
