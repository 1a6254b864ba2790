namespace Agentic.Worlds.Expressions;

/// <summary>An exact fraction in lowest terms with a positive denominator, so that equal values are equal structs.</summary>
/// <remarks>
/// Six cards of at most 13 keep numerator and denominator below 13⁶·2⁵, far from 2⁶³; the arithmetic is checked all the same.
/// The default value is no number: <see cref="Denominator"/> is 0.
/// </remarks>
public readonly record struct Rational
{
    private Rational(long numerator, long denominator) => (Numerator, Denominator) = (numerator, denominator);

    /// <summary>0.</summary>
    public static Rational Zero => new(0, 1);

    /// <summary>1.</summary>
    public static Rational One => new(1, 1);

    /// <summary>With the sign.</summary>
    public long Numerator { get; }

    /// <summary>Positive.</summary>
    public long Denominator { get; }

    /// <summary>Whether it is 0.</summary>
    public bool IsZero => Numerator == 0;

    /// <summary>A whole number.</summary>
    public static implicit operator Rational(int value) => new(value, 1);

    /// <summary>The sum.</summary>
    public static Rational operator +(Rational a, Rational b) => checked(a.Denominator == 1 && b.Denominator == 1
        ? new Rational(a.Numerator + b.Numerator, 1)
        : Reduced((a.Numerator * b.Denominator) + (b.Numerator * a.Denominator), a.Denominator * b.Denominator));

    /// <summary>The difference.</summary>
    public static Rational operator -(Rational a, Rational b) => a + (-b);

    /// <summary>The negative.</summary>
    public static Rational operator -(Rational a) => new(-a.Numerator, a.Denominator);

    /// <summary>The product.</summary>
    public static Rational operator *(Rational a, Rational b) => checked(a.Denominator == 1 && b.Denominator == 1
        ? new Rational(a.Numerator * b.Numerator, 1)
        : Reduced(a.Numerator * b.Numerator, a.Denominator * b.Denominator));

    /// <summary>The quotient.</summary>
    /// <exception cref="DivideByZeroException">The divisor is 0; callers ask <see cref="IsZero"/> first.</exception>
    public static Rational operator /(Rational a, Rational b)
    {
        if (b.IsZero)
        {
            throw new DivideByZeroException($"{a} cannot be divided by 0.");
        }

        return checked(b.Numerator > 0
            ? Reduced(a.Numerator * b.Denominator, a.Denominator * b.Numerator)
            : Reduced(-a.Numerator * b.Denominator, a.Denominator * -b.Numerator));
    }

    /// <summary>"24" or "8/3".</summary>
    public override string ToString() => Denominator == 1 ? $"{Numerator}" : $"{Numerator}/{Denominator}";

    private static Rational Reduced(long numerator, long denominator)
    {
        var (a, b) = (Math.Abs(numerator), denominator);
        while (b != 0)
        {
            (a, b) = (b, a % b);
        }

        return new Rational(numerator / a, denominator / a);
    }
}
