"""Loans of the Bank for Social Policies, with the class that records give on the loan date."""

from datetime import date, timedelta
from random import Random

from households.choices import PovertyClass
from programs import classes
from programs.choices import BeneficiaryClass, LoanStatus, Union
from programs.demo import plan, tools
from programs.demo.city import City
from programs.demo.people import Home
from programs.models import Loan, LoanProduct, LoanTerms, Repayment

STEP = 5_000_000
SPAN = (date(2022, 1, 4), date(2023, 6, 28))
AFTER_ESCAPE = (date(2023, 1, 9), date(2023, 6, 28))
PRODUCTS = {"poor": ("01", "01", "01", "01", "07"), "near_poor": ("19",), "escaped": ("09",)}
MONTHS = (36, 48, 60)


def build(city: City) -> None:
    """Write all loans of the plan; the class is what the recognised reviews say, not a wish."""
    rng = tools.dice("credit", plan.SEED)
    products = {product.code: product for product in LoanProduct.objects.all()}
    loans: list[Loan] = []
    for credit in plan.LOANS:
        loans += _of_class(rng, city, credit, products)
    loans.sort(key=lambda loan: loan.disbursed_on)
    for number, loan in enumerate(loans, start=1):
        loan.contract_number = f"{loan.product.code}/{loan.disbursed_on:%Y}/{number:04d}"
    _resolve(loans)
    Loan.objects.bulk_create(loans)
    Repayment.objects.bulk_create(
        Repayment(
            loan=loan,
            amount=loan.repaid,
            paid_on=loan.disbursed_on + timedelta(days=180),
            document_number=f"TN-{loan.contract_number}",
            created_by=city.users["nganhang"],
        )
        for loan in loans
        if loan.repaid
    )


def _of_class(
    rng: Random, city: City, credit: plan.Credit, products: dict[str, LoanProduct]
) -> list[Loan]:
    """Return the loans of one class of households; some households borrow twice."""
    homes = _borrowers(rng, city, credit)
    homes += homes[: credit.loans - credit.households]
    span = AFTER_ESCAPE if credit.borrower_class == BeneficiaryClass.ESCAPED else SPAN
    codes = [rng.choice(PRODUCTS.get(credit.borrower_class, ("03",))) for _home in homes]
    amounts = _amounts(rng, credit.total, codes)
    return [
        _loan(rng, home, products[code], amount, tools.workday(tools.day_between(rng, *span)))
        for home, code, amount in zip(homes, codes, amounts, strict=True)
    ]


def _borrowers(rng: Random, city: City, credit: plan.Credit) -> list[Home]:
    """Choose households that keep the class through the whole window."""
    pools = {
        BeneficiaryClass.POOR: city.recognised(PovertyClass.POOR, 2021, 2022),
        BeneficiaryClass.NEAR_POOR: city.recognised(PovertyClass.NEAR_POOR, 2021, 2022),
        BeneficiaryClass.ESCAPED: city.escaped(),
        BeneficiaryClass.UNKNOWN: city.staying,
    }
    able = [h for h in pools[BeneficiaryClass(credit.borrower_class)] if h.workers(SPAN[0])]
    return rng.sample(able, credit.households)


def _amounts(rng: Random, total: int, codes: list[str]) -> list[int]:
    """Split the total into believable loans; a housing loan is 25 million đồng by its cap."""
    amounts = {place: 25_000_000 for place, code in enumerate(codes) if code == "07"}
    others = [place for place in range(len(codes)) if place not in amounts]
    rest = total - sum(amounts.values())
    weights = [rng.uniform(0.75, 1.3) for _place in others]
    for place, amount in zip(others, tools.shares_of(rest, weights, step=STEP), strict=True):
        amounts[place] = amount
    return [amounts[place] for place in range(len(codes))]


def _loan(rng: Random, home: Home, product: LoanProduct, amount: int, day: date) -> Loan:
    terms = _terms(product, day)
    if terms.cap is not None and amount > terms.cap:
        raise AssertionError(f"{amount} is above the cap of {product}")
    borrower = rng.choice([p for p in home.workers(SPAN[0])[:2]])
    repaid = STEP * rng.randrange(0, 3) if day < date(2022, 7, 1) and product.code != "07" else 0
    return Loan(
        household=home.row,
        borrower=borrower,
        product=product,
        area=home.row.area,
        amount=amount,
        disbursed_on=day,
        months=min(rng.choice(MONTHS), terms.max_months or 600),
        annual_rate=terms.annual_rate or 0,
        union=rng.choice(list(Union)),
        repaid=repaid,
        status=LoanStatus.OVERDUE if rng.random() < 0.03 else LoanStatus.OPEN,
    )


def _terms(product: LoanProduct, day: date) -> LoanTerms:
    return next(
        terms
        for terms in product.terms.all()
        if terms.valid_from <= day and (terms.valid_to is None or day <= terms.valid_to)
    )


def _resolve(loans: list[Loan]) -> None:
    """Set each loan's class and its basis from the recognised reviews."""
    facts = classes.classes_on((loan.household_id, loan.disbursed_on) for loan in loans)
    for loan in loans:
        fact = facts[(loan.household_id, loan.disbursed_on)]
        loan.borrower_class, loan.class_basis = fact.value, fact.basis
        loan.resolved_class = fact.value
        needed = loan.product.for_class
        if needed and needed != loan.borrower_class:
            raise AssertionError(f"{loan.product} for {loan.borrower_class}")
