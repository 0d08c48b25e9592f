namespace RerankKit;

/// <summary>The last ranking of each conversation, up to a number of candidates; the conversations not continued lately make room. Thread-safe.</summary>
internal sealed class ConversationStore(int capacity)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ConversationKey, LinkedListNode<Slot>> _slots = [];
    private readonly LinkedList<Slot> _byUse = [];
    private long _weight;

    /// <summary>How many conversations are remembered.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _slots.Count;
            }
        }
    }

    public ConversationTurn? Find(in ConversationKey key)
    {
        lock (_lock)
        {
            if (!_slots.TryGetValue(key, out LinkedListNode<Slot>? node))
            {
                return null;
            }

            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.ValueRef.Turn;
        }
    }

    /// <summary>Remembers a ranking in place of the one before.</summary>
    /// <returns>False where it is larger than everything that may be remembered.</returns>
    public bool Set(in ConversationKey key, ConversationTurn turn)
    {
        lock (_lock)
        {
            Forget(key);
            long weight = (long)key.Weight + turn.Count;
            if (weight > capacity)
            {
                return false;
            }

            _slots.Add(key, _byUse.AddFirst(new Slot(key, turn)));
            _weight += weight;
            while (_weight > capacity)
            {
                Forget(_byUse.Last!.ValueRef.Key);
            }

            return true;
        }
    }

    /// <summary>Forgets a conversation; false where it was not remembered.</summary>
    public bool Forget(in ConversationKey key)
    {
        lock (_lock)
        {
            if (!_slots.Remove(key, out LinkedListNode<Slot>? node))
            {
                return false;
            }

            _byUse.Remove(node);
            _weight -= (long)key.Weight + node.ValueRef.Turn.Count;
            return true;
        }
    }

    private readonly record struct Slot(ConversationKey Key, ConversationTurn Turn);
}
