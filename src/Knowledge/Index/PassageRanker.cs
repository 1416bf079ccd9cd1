namespace GovStack.Knowledge.Index;

/// <summary>How well a passage fits a question.</summary>
/// <param name="Score">Higher is better, within one search.</param>
/// <param name="Words">Which of the question's words it holds: the bits by their places.</param>
internal readonly record struct Fit(double Score, ulong Words);

/// <summary>
/// Ranks passages by what full-text search does not see: all fields together, words side by side as the question has them, how much of the
/// question one passage, one sentence and the title hold. One walk over a passage's words; no model.
/// </summary>
/// <remarks>
/// Tried on questions about real government pages and left out, because it was worse or no better on folds it was not chosen on
/// (docs/decisions/0021): pseudo-relevance feedback, words that occur together, random indexing, latent semantic analysis, smoothing over similar
/// passages, preferring what differs from what was found, words near each other in any order, letters of words, a list of synonyms, abbreviations
/// learnt from the pages, and lighter words of asking.
/// </remarks>
internal sealed class PassageRanker
{
    private readonly IReadOnlyList<PassageTerms> _passages;
    private readonly RankingWeights _weighing;
    private readonly double _averageLength;
    private readonly int _vocabulary;

    public PassageRanker(IReadOnlyList<PassageTerms> passages, RankingWeights weighing)
    {
        (_passages, _weighing) = (passages, weighing);
        _averageLength = Math.Max(1, passages.Select(passage => passage.WeightedLength).DefaultIfEmpty(1).Average());
        _vocabulary = passages.SelectMany(passage => passage.Numbers).DefaultIfEmpty(-1).Max() + 1;
    }

    /// <summary>Prepares to rank passages for one question. Not for several threads.</summary>
    public Walk Begin(Question question) => new(this, question);

    /// <summary>Ranks passages for one question, with the arrays that takes.</summary>
    internal sealed class Walk
    {
        private const ulong WithinReach = (1UL << (8 * ClosePairs.Reach)) - 1;

        private readonly PassageRanker _ranker;
        private readonly Question _question;
        private readonly byte[] _places;                 // Of each word of the vocabulary: its place in the question, counted from 1. Looked up for every word walked over.
        private readonly double[] _weights;              // Of each question word; an array of its own, since it is looked up as often.
        private readonly double[] _frequencies;
        private readonly int[] _lastSegment;             // Of each question word: the last segment it was counted in.
        private readonly double[] _closeness;            // Of each question pair: the closest it stands in the passage,
        private readonly double[] _pairCloseness;        // how close it stands in the question,
        private readonly double[] _pairWeights;          // and what it counts.
        private readonly int[] _pairAt;                  // Of each two places, one after the other: their pair, counted from 1.

        public Walk(PassageRanker ranker, Question question)
        {
            (_ranker, _question) = (ranker, question);
            var count = question.Words.Count;
            _places = new byte[ranker._vocabulary];
            for (var place = 0; place < count; place++)
                _places[question.Words[place].Number] = (byte)(place + 1);
            _weights = [.. question.Words.Select(word => word.Weight)];
            (_frequencies, _lastSegment, _closeness) = (new double[count], new int[count], new double[question.Pairs.Count]);
            _pairCloseness = [.. question.Pairs.Select(pair => pair.Closeness)];
            _pairWeights = [.. question.Pairs.Select(pair => ranker._weighing.PairShare * pair.Weight)];
            _pairAt = new int[count * count];
            for (var pair = 0; pair < question.Pairs.Count; pair++)
                _pairAt[(question.Pairs[pair].First * count) + question.Pairs[pair].Second] = pair + 1;
        }

        public Fit Rank(int row)
        {
            var passage = _ranker._passages[row];
            var weighing = _ranker._weighing;
            Array.Clear(_frequencies);
            Array.Clear(_closeness);
            Array.Fill(_lastSegment, -1);
            var (bestSentence, title) = (0.0, 0.0);
            for (var index = 0; index < passage.Segments.Length; index++)
            {
                var held = Read(passage, index);
                bestSentence = Math.Max(bestSentence, held);
                if (passage.Segments[index].Field == PassageField.Title)
                    title = held;
            }

            var (score, covered, words) = Words(passage);
            for (var pair = 0; pair < _closeness.Length; pair++)
                score += _pairWeights[pair] * Math.Min(_closeness[pair], _pairCloseness[pair]);
            score *= 1 - weighing.CoverageShare + weighing.CoverageShare * covered / Math.Max(_question.TotalWeight, double.Epsilon);
            score += (weighing.SentenceShare * bestSentence) + (weighing.TitleShare * title);
            return new(score, words);
        }

        // Counts the question's words and pairs in one segment, and gives the weight of the words it holds.
        private double Read(PassageTerms passage, int index)
        {
            var segment = passage.Segments[index];
            var weight = FieldWeights.Of(segment.Field);
            var held = 0.0;
            var places = _places;
            var before = 0UL;   // The places of the words before, a byte each, the nearest lowest.
            foreach (var number in passage.Numbers.AsSpan(segment.Start, segment.Length))
            {
                var found = places[number];
                if (found > 0)
                {
                    var place = found - 1;
                    _frequencies[place] += weight;
                    if (_lastSegment[place] != index)
                        held += _weights[place];
                    _lastSegment[place] = index;
                    if ((before & WithinReach) != 0)
                        Near(before, place);
                }

                before = (before << 8) | found;
            }

            return held;
        }

        private void Near(ulong before, int second)
        {
            for (var distance = 1; distance <= ClosePairs.Reach; distance++)
            {
                var first = (int)(before >> (8 * (distance - 1)) & 0xFF) - 1;
                if (first >= 0 && _pairAt[(first * _weights.Length) + second] is > 0 and var pair)
                    _closeness[pair - 1] = Math.Max(_closeness[pair - 1], ClosePairs.Closeness(distance));
            }
        }

        private (double Score, double Covered, ulong Words) Words(PassageTerms passage)
        {
            var (saturation, lengthShare) = (_ranker._weighing.Saturation, _ranker._weighing.LengthShare);
            var lengthFactor = saturation * (1 - lengthShare + lengthShare * passage.WeightedLength / _ranker._averageLength);
            var (score, covered, words) = (0.0, 0.0, 0UL);
            for (var place = 0; place < _frequencies.Length; place++)
            {
                if (_frequencies[place] <= 0)
                    continue;
                score += _weights[place] * _frequencies[place] * (saturation + 1) / (_frequencies[place] + lengthFactor);
                covered += _weights[place];
                words |= 1UL << place;
            }

            return (score, covered, words);
        }
    }
}
