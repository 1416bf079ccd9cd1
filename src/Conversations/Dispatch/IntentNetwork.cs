using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GovStack.Conversations.Dispatch;

/// <summary>
/// A small network over sparse features: one hidden layer, a softmax over the labels. Learns words that mean alike, which a linear model
/// cannot, and still takes microseconds a question.
/// </summary>
internal sealed class IntentNetwork
{
    private const float HiddenUnitsDropped = 0.3f;

    // The dense layers see every example, a feature only those that hold it: they learn at a tenth of the rate.
    private const float DenseRate = 0.1f;

    private readonly int _labels;
    private readonly int _stride;
    private readonly int _units;
    private readonly float[] _features;
    private readonly float[] _featureBias;
    private readonly float[] _output;
    private readonly float[] _outputBias;

    // Learning is a large part of a start, and ends before a method that runs often is compiled well: what loops in it is compiled so at once.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private IntentNetwork(int features, int units, int labels, Random random)
    {
        _labels = labels;
        _stride = Padded(labels);
        _units = Padded(units);
        _features = new float[features * _units];
        _featureBias = new float[_units];
        _output = new float[_units * _stride];
        _outputBias = new float[_stride];
        foreach (ref var weight in _features.AsSpan())
            weight = (random.NextSingle() * 2 - 1) * 0.1f;
        var spread = MathF.Sqrt(6f / (_units + labels));
        for (var unit = 0; unit < _units; unit++)
        {
            foreach (ref var weight in _output.AsSpan(unit * _stride, labels))
                weight = (random.NextSingle() * 2 - 1) * spread;
        }
    }

    /// <summary>Learns from examples.</summary>
    /// <param name="rows">The examples' features.</param>
    /// <param name="labels">The examples' labels, 0 to <paramref name="labelCount"/> - 1.</param>
    /// <param name="labelCount">How many labels there are.</param>
    /// <param name="featureCount">How many features there are.</param>
    /// <param name="options">How to learn.</param>
    /// <param name="seed">Decides every random choice.</param>
    public static IntentNetwork Learn(
        IReadOnlyList<FeatureRow> rows, IReadOnlyList<int> labels, int labelCount, int featureCount, IntentClassifierOptions options, int seed)
    {
        var random = new Random(seed);
        var network = new IntentNetwork(featureCount, IntentClassifierOptions.UnitsFor(labelCount), labelCount, random);
        var order = Enumerable.Range(0, rows.Count).ToArray();
        var rounds = IntentClassifierOptions.RoundsFor(rows.Count);
        var scratch = new Scratch(network._units, network._stride);
        var (step, steps) = (0, rounds * rows.Count);
        for (var round = 0; round < rounds; round++)
        {
            random.Shuffle(order);
            foreach (var row in order)
                network.LearnRow(rows[row], labels[row], options.LearningRate * (1 - (float)step++ / steps), options.HiddenShare, scratch, random);
        }

        return network;
    }

    /// <summary>Adds this network's probability of each label to <paramref name="sums"/>.</summary>
    public void AddProbabilities(FeatureRow row, Span<float> sums)
    {
        Span<float> units = stackalloc float[_units];
        _featureBias.CopyTo(units);
        for (var i = 0; i < row.Indexes.Length; i++)
            AddScaled(row.Values[i], Feature(row.Indexes[i]), units);
        Span<float> scores = stackalloc float[_stride];
        _outputBias.CopyTo(scores);
        for (var unit = 0; unit < _units; unit++)
        {
            if (units[unit] > 0)
                AddScaled(units[unit], _output.AsSpan(unit * _stride, _stride), scores);
        }

        Softmax(scores[.._labels]);
        for (var label = 0; label < _labels; label++)
            sums[label] += scores[label];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void LearnRow(FeatureRow row, int label, float rate, float hiddenShare, Scratch scratch, Random random)
    {
        var units = scratch.Units.AsSpan();
        var unitSlopes = scratch.UnitSlopes.AsSpan();
        var scores = scratch.Scores.AsSpan();
        var values = scratch.ValuesFor(row.Values.Length);
        for (var i = 0; i < values.Length; i++)
            values[i] = random.NextSingle() < hiddenShare ? 0 : row.Values[i] / (1 - hiddenShare);

        _featureBias.CopyTo(units);
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] != 0)
                AddScaled(values[i], Feature(row.Indexes[i]), units);
        }

        foreach (ref var unit in units)
            unit = unit > 0 && random.NextSingle() >= HiddenUnitsDropped ? unit / (1 - HiddenUnitsDropped) : 0;
        _outputBias.CopyTo(scores);
        for (var unit = 0; unit < _units; unit++)
        {
            if (units[unit] != 0)
                AddScaled(units[unit], _output.AsSpan(unit * _stride, _stride), scores);
        }

        Softmax(scores[.._labels]);
        scores[label] -= 1;
        scores[_labels..].Clear();
        for (var unit = 0; unit < _units; unit++)
        {
            unitSlopes[unit] = 0;
            if (units[unit] == 0)
                continue;
            var output = _output.AsSpan(unit * _stride, _stride);
            unitSlopes[unit] = Dot(scores, output) / (1 - HiddenUnitsDropped);
            AddScaled(-rate * DenseRate * units[unit], scores, output);
        }

        AddScaled(-rate * DenseRate, scores, _outputBias);
        AddScaled(-rate * DenseRate, unitSlopes, _featureBias);
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] != 0)
                AddScaled(-rate * values[i], unitSlopes, Feature(row.Indexes[i]));
        }
    }

    private Span<float> Feature(int index) => _features.AsSpan(index * _units, _units);

    private static int Padded(int count) => (count + Vector<float>.Count - 1) / Vector<float>.Count * Vector<float>.Count;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Softmax(Span<float> scores)
    {
        var most = float.MinValue;
        foreach (var score in scores)
            most = MathF.Max(most, score);
        var sum = 0f;
        foreach (ref var score in scores)
        {
            score = MathF.Exp(score - most);
            sum += score;
        }

        foreach (ref var score in scores)
            score /= sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddScaled(float factor, ReadOnlySpan<float> from, Span<float> to)
    {
        var source = MemoryMarshal.Cast<float, Vector<float>>(from);
        var target = MemoryMarshal.Cast<float, Vector<float>>(to);
        var factors = new Vector<float>(factor);
        for (var i = 0; i < target.Length; i++)
            target[i] += factors * source[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Dot(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var first = MemoryMarshal.Cast<float, Vector<float>>(left);
        var second = MemoryMarshal.Cast<float, Vector<float>>(right);
        var sum = Vector<float>.Zero;
        for (var i = 0; i < first.Length; i++)
            sum += first[i] * second[i];
        return Vector.Sum(sum);
    }

    private sealed class Scratch(int units, int stride)
    {
        private float[] _values = new float[256];

        public float[] Units { get; } = new float[units];

        public float[] UnitSlopes { get; } = new float[units];

        public float[] Scores { get; } = new float[stride];

        public Span<float> ValuesFor(int count)
        {
            if (_values.Length < count)
                _values = new float[count];
            return _values.AsSpan(0, count);
        }
    }
}
