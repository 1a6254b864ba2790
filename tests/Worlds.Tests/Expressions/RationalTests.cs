using Agentic.Worlds.Expressions;

namespace Agentic.Worlds.Tests.Expressions;

public sealed class RationalTests
{
    [Fact]
    public void Fractions_are_kept_in_lowest_terms_with_the_sign_above()
    {
        // 4/6 = 2/3 ; 3/(−6) = −1/2 ; 2/3 − 1/2 = 1/6 ; 1/6 · 6 = 1
        Rational twoThirds = (Rational)4 / 6;
        Rational minusHalf = (Rational)3 / -6;
        Assert.Equal("2/3", twoThirds.ToString());
        Assert.Equal("-1/2", minusHalf.ToString());
        Assert.Equal("1/6", (twoThirds + minusHalf).ToString());
        Assert.Equal(Rational.One, (twoThirds + minusHalf) * 6);
        Assert.Equal(((Rational)1 / 3).GetHashCode(), ((Rational)5 / 15).GetHashCode());
    }

    [Fact]
    public void Division_by_zero_is_an_error_of_the_caller() =>
        Assert.Throws<DivideByZeroException>(() => Rational.One / Rational.Zero);
}
