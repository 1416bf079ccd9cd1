namespace GovStack.Conversations.Quota;

/// <summary>
/// Grants this server was given in advance while the pool was idle: charged already, good for a moment, and only for a request that is like the one they came
/// with and no larger. Safe for many callers at once.
/// </summary>
internal sealed class CreditPurse
{
    /// <summary>How long a credit lasts, from when it was asked for.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private readonly List<Credit> _credits = [];

    /// <summary>Gets whether there are any.</summary>
    public bool Any
    {
        get
        {
            lock (_gate)
                return _credits.Count > 0;
        }
    }

    /// <summary>Says whether a request may bring credits or use one: those with rules of their own are for the ledger alone.</summary>
    public static bool Suits(GrantRequest request) => request is { Class: QuotaClass.Interactive, IsRetry: false, IsPromised: false };

    /// <summary>Keeps credits.</summary>
    /// <param name="askedAt">When the request was sent that they came with.</param>
    /// <param name="sized">What each of them was charged as.</param>
    /// <param name="grants">The credits.</param>
    /// <returns>Whether there were none before, so that nobody watches yet when they run out.</returns>
    public bool Keep(TimeSpan askedAt, GrantRequest sized, IReadOnlyList<Grant> grants)
    {
        lock (_gate)
        {
            var isFirst = _credits.Count == 0;
            foreach (var grant in grants)
                _credits.Add(new(askedAt + Life, sized, grant));
            return isFirst;
        }
    }

    /// <summary>Takes a credit for a request.</summary>
    /// <returns>The grant, or null where none fits.</returns>
    public Grant? TryTake(TimeSpan now, GrantRequest request)
    {
        if (!Suits(request))
            return null;
        lock (_gate)
        {
            var found = _credits.FindIndex(credit => credit.Until > now && credit.Fits(request));
            if (found < 0)
                return null;
            var grant = _credits[found].Grant;
            _credits.RemoveAt(found);
            return grant.MaxOutputTokens <= request.MaxOutputTokens ? grant : grant with { MaxOutputTokens = request.MaxOutputTokens };
        }
    }

    /// <summary>Takes out what has run out, to be given back.</summary>
    public IReadOnlyList<Grant> TakeExpired(TimeSpan now)
    {
        lock (_gate)
        {
            if (_credits.Count == 0)
                return [];
            Grant[] expired = [.. _credits.Where(credit => credit.Until <= now).Select(credit => credit.Grant)];
            _credits.RemoveAll(credit => credit.Until <= now);
            return expired;
        }
    }

    private sealed record Credit(TimeSpan Until, GrantRequest Sized, Grant Grant)
    {
        public bool Fits(GrantRequest request)
            => request.Pool == Sized.Pool && request.Tenant == Sized.Tenant && request.Purpose == Sized.Purpose
                && request.InputTokens <= Sized.InputTokens && request.MaxOutputTokens <= Sized.MaxOutputTokens;
    }
}
