using System.Collections.Immutable;
using System.Numerics;

namespace RerankKit.Models;

/// <summary>Which inputs a graph has, and how a batch of sequences is laid out in them.</summary>
internal sealed class SequenceLayout
{
    private readonly IReadOnlyList<GraphTensor> _tensors;
    private readonly ImmutableArray<GraphInput> _inputs;
    private readonly int _padTokenId;
    private readonly bool _padLeft;
    private readonly int _positionOffset;
    private readonly (int Heads, int Size) _past;

    /// <summary>Reads the graph's inputs.</summary>
    /// <param name="inputs">The graph's inputs, by the names that exporters give them.</param>
    /// <param name="profile">Gives the padding token, the first position, the heads.</param>
    /// <param name="padLeft">Whether padding stands before the sequence.</param>
    /// <exception cref="NotSupportedException">The graph wants something that a text encoder or decoder does not have.</exception>
    public SequenceLayout(IReadOnlyList<GraphTensor> inputs, ModelProfile profile, bool padLeft)
    {
        _tensors = inputs;
        _padLeft = padLeft;
        _padTokenId = profile.PadTokenId ?? 0;
        _positionOffset = padLeft ? 0 : profile.PositionOffset;
        _past = (profile.Attention.KeyValueHeads, profile.Attention.HeadSize);
        _inputs = [.. inputs.Select(Role)];
        if (!_inputs.Contains(GraphInput.InputIds))
        {
            throw new NotSupportedException($"The graph has no input named input_ids but {string.Join(", ", inputs.Select(input => input.Name))}: it is not a text model.");
        }
    }

    /// <summary>Writes the batch to the run's inputs.</summary>
    public void Write(SequenceBatch batch, ITensorRun run)
    {
        Span<long> shape = [batch.Count, batch.Length];
        for (int input = 0; input < _inputs.Length; input++)
        {
            switch (_inputs[input])
            {
                case GraphInput.Past:
                    run.SetZeros(input, [batch.Count, _past.Heads, 0, _past.Size]);
                    break;
                case GraphInput.UseCacheBranch:
                    run.SetBool(input, [1])[0] = false;
                    break;
                default:
                    if (_tensors[input].ElementType == GraphElementType.Int32)
                    {
                        Write(batch, input, run.SetInt32(input, shape));
                    }
                    else
                    {
                        Write(batch, input, run.SetInt64(input, shape));
                    }

                    break;
            }
        }
    }

    /// <summary>Writes one input of the batch, [batch, length].</summary>
    private void Write<T>(SequenceBatch batch, int input, Span<T> destination)
        where T : struct, INumberBase<T>
    {
        GraphInput role = _inputs[input];
        var padding = T.CreateTruncating(Padding(role));
        for (int row = 0; row < batch.Count; row++)
        {
            ReadOnlySpan<int> tokens = batch.Tokens(row);
            Span<T> cells = destination.Slice(row * batch.Length, batch.Length);
            int start = _padLeft ? cells.Length - tokens.Length : 0;
            cells[..start].Fill(padding);
            cells[(start + tokens.Length)..].Fill(padding);
            Span<T> values = cells.Slice(start, tokens.Length);
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = T.CreateTruncating(Value(role, tokens[i], i));
            }
        }
    }

    private long Padding(GraphInput role) => role switch
    {
        GraphInput.InputIds => _padTokenId,
        GraphInput.PositionIds when _positionOffset > 0 => _padTokenId,
        _ => 0,
    };

    private long Value(GraphInput role, int token, int position) => role switch
    {
        GraphInput.InputIds => TokenArena.IdOf(token),
        GraphInput.AttentionMask => TokenArena.IsAttended(token) ? 1 : 0,
        GraphInput.TokenTypeIds => TokenArena.TypeOf(token),
        _ => position + _positionOffset,
    };

    private GraphInput Role(GraphTensor input)
    {
        GraphInput role = input.Name switch
        {
            "input_ids" => GraphInput.InputIds,
            "attention_mask" => GraphInput.AttentionMask,
            "token_type_ids" => GraphInput.TokenTypeIds,
            "position_ids" => GraphInput.PositionIds,
            "use_cache_branch" => GraphInput.UseCacheBranch,
            _ when input.Name.StartsWith("past_key_values", StringComparison.Ordinal) => GraphInput.Past,
            _ => throw new NotSupportedException(
                $"The graph wants an input '{input.Name}', which is not known. Known are input_ids, attention_mask, token_type_ids, position_ids and past_key_values."),
        };
        bool isText = role is GraphInput.InputIds or GraphInput.AttentionMask or GraphInput.TokenTypeIds or GraphInput.PositionIds;
        bool isUsable = isText
            ? input.ElementType is GraphElementType.Int64 or GraphElementType.Int32
            : role == GraphInput.UseCacheBranch ? input.ElementType == GraphElementType.Bool
            : input.ElementType is GraphElementType.Float or GraphElementType.Float16 or GraphElementType.BFloat16;
        if (!isUsable)
        {
            throw new NotSupportedException($"The graph's input '{input.Name}' is of type {input.ElementType}, which is not supported there.");
        }

        if (role == GraphInput.Past && _past is not { Heads: > 0, Size: > 0 })
        {
            throw new NotSupportedException(Invariant(
                $"The graph wants '{input.Name}', but config.json does not give its shape ({_past.Heads} key-value heads of {_past.Size}). num_attention_heads and hidden_size, or head_dim, are needed."));
        }

        return role;
    }
}
