namespace RerankKit.Models;

/// <summary>What there is time for.</summary>
internal sealed partial class BatchScheduler
{
    // A batch takes a quarter of what fits in the time that is left, so that a run that takes four times as long as those before still ends in time.
    private const int Shares = 4;

    // How much longer than estimated a run may take and still be in time.
    private const double SafetyMargin = 1.2;

    /// <summary>Tokens of a batch for a call with that deadline, if it came now; 0 where nothing is known, or nothing fits.</summary>
    public int BatchWithin(long deadline) => _cost.Fit(TimeUntil(deadline)).GetValueOrDefault() / Shares;

    /// <summary>What a run of that many tokens takes; null before the first run.</summary>
    public TimeSpan? CostOf(int tokens) => _cost.Of(tokens);

    // By the latest run; without an end where that was cut off.
    private double _secondsPerToken;

    private TimeSpan TimeUntil(long deadline) => _timeProvider.GetElapsedTime(_timeProvider.GetTimestamp(), deadline) / SafetyMargin;

    // Whether the call's next sequence would be done in time, by the runs so far or by the latest one, which may show that the others are history. The first
    // one of a call is tried whatever they say.
    private bool Fits(Call call)
    {
        if (call.Deadline is not long deadline || call.IsUntried)
        {
            return true;
        }

        int length = call.Request.Length(call.Request.Next);
        TimeSpan left = TimeUntil(deadline);
        return !(_cost.Fit(left) < length) || _secondsPerToken * length < left.TotalSeconds;
    }

    // One that ran alone had all cores, and a session of its own.
    private void Learn(SequenceBatch batch, TimeSpan elapsed, bool isCutOff)
    {
        if (batch.IsAlone)
        {
            return;
        }

        int tokens = (int)batch.PaddedTokens;
        if (isCutOff)
        {
            _secondsPerToken = double.PositiveInfinity;
            _cost.RecordCutOff(tokens, elapsed);
        }
        else
        {
            _secondsPerToken = elapsed.TotalSeconds / tokens;
            _cost.Record(tokens, elapsed);
        }
    }

    /// <summary>Tokens of a batch that the call gets something out of; the first sequence goes into it in any case.</summary>
    private long Room(Call call)
    {
        if (call.Deadline is not long deadline)
        {
            return long.MaxValue;
        }

        long fit = _cost.Fit(TimeUntil(deadline)).GetValueOrDefault();
        return fit >= 2 * call.Request.WaitingTokens ? fit : fit / Math.Max(Shares, CallsWithDeadline());
    }

    // Calls that come together get their first batch each before the first of them gets more.
    private int CallsWithDeadline()
    {
        int count = 0;
        foreach (Call call in _calls)
        {
            count += call.Deadline is not null && call.Request.Waiting > 0 ? 1 : 0;
        }

        return count;
    }

    // While a run of the call is under way, its end will tell more than the estimate.
    private void StopCallsWithoutTime()
    {
        LinkedListNode<Call>? next;
        for (LinkedListNode<Call>? node = _calls.First; node is not null; node = next)
        {
            next = node.Next;
            Call call = node.Value;
            if (call.Request.Waiting > 0 && call.InFlight == 0 && !Fits(call))
            {
                call.StopTaking();
            }
        }
    }

    // One permit for one idle worker that gets something to do: those that run look for more by themselves.
    private void Wake(int most)
    {
        int count = Math.Min(_idle, most);
        if (count > 0)
        {
            _idle -= count;
            _work.Release(count);
        }
    }
}
