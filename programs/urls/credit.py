"""Addresses of loans."""

from django.urls import path

from programs.views import credit

urlpatterns = [
    path("loans/", credit.loan_list, name="loan_list"),
    path("loans/products/", credit.loan_product_list, name="loan_product_list"),
    path("loans/products/<key:pk>/", credit.loan_product_detail, name="loan_product_detail"),
    path("loans/new/", credit.loan_create, name="loan_create"),
    path("loans/<key:pk>/", credit.loan_detail, name="loan_detail"),
    path("loans/<key:pk>/edit/", credit.loan_edit, name="loan_edit"),
    path("loans/<key:pk>/remove/", credit.loan_remove, name="loan_remove"),
    path("loans/<key:pk>/status/", credit.loan_status, name="loan_status"),
    path("loans/<key:pk>/repayments/new/", credit.repayment_create, name="repayment_create"),
    path("loans/repayments/", credit.repayment_list, name="repayment_list"),
    path("loans/repayments/<key:pk>/", credit.repayment_detail, name="repayment_detail"),
    path("loans/repayments/<key:pk>/correct/", credit.repayment_correct, name="repayment_correct"),
]
