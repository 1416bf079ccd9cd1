using GovStack.Conversations.Providers.Extractive;

namespace GovStack.Conversations.Providers;

/// <content>Where no model answers: from the pages, or with the reason.</content>
internal sealed partial class ChainRun
{
    private ChainUpdate OutOfBudget(ChainPlan plan)
    {
        _tally.Reason = "budget";
        if (!_request.Agency.Ladder.QuickAnswer || (plan.Pages is null && !ExtractiveAnswers.CanAnswer(_request.Passages)))
            return new ChainRefused("budget", _budget.UntilRenewed(_request.Agency));
        TellStep(NoticeCodes.QuickAnswer);
        return FromPages(plan.Pages ?? new(_request.Tiers.Count + 1, new(ProviderNames.Extractive, null, null), null));
    }

    private ChainUpdate WithoutModel(ChainPlan plan)
    {
        var canAnswer = ExtractiveAnswers.CanAnswer(_request.Passages);
        var isOnlyBusy = _refusal is not null && !_hasFailed && !_isRejected;
        var mayQuote = _request.MayQuote && ((_request.Agency.Ladder.QuickAnswer && !_request.IsPromised) || plan.Models.Count == 0);   // Who was promised an answer later wants the model's.
        if (mayQuote && plan.Pages is { } pages && (canAnswer || !(isOnlyBusy || _isTextShown)))
        {
            if (_isTextShown)
                Tell(new ChainStep(NoticeCodes.NewAttempt));
            if (plan.Models.Count > 0)
                TellStep(NoticeCodes.QuickAnswer);
            return FromPages(pages);
        }

        var usage = _tally.IsEmpty || _last is null ? null : _tally.Total(_last);
        if (_isRejected)
            return new ChainFailed("rejected", null, usage);
        if (isOnlyBusy)
            return new ChainRefused(_refusal!, _retryAfter);
        return new ChainFailed(_deadline.IsCancellationRequested ? "deadline" : "unavailable", _retryAfter, usage);
    }

    private ChainFinished FromPages(PlannedTier pages)
    {
        foreach (var part in ExtractiveAnswers.Answer(_request.Agency, _request.Question, _request.Passages, _request.Language).Parts)
            Tell(new ChainText(part));
        return new ChainFinished(_tally.Total(pages), IsExtractive: true, IsTruncated: false);
    }
}
